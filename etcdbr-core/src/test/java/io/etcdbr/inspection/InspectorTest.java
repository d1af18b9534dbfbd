package io.etcdbr.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdbr.bbolt.Database;
import io.etcdbr.bbolt.PageSource;
import io.etcdbr.inspection.KubernetesFacts.ComponentVersion;
import io.etcdbr.inspection.ResourceCount.EncryptionKey;
import io.etcdbr.inspection.ResourceCount.Forms;
import io.etcdbr.inspection.ResourceCount.StoredVersion;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.resources.NamedKey;
import io.etcdbr.testing.BboltWriter;
import io.etcdbr.testing.EtcdFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InspectorTest {

    @Test
    void objectsAreCountedByResourceAndNamespaceAsTheyLive() throws IOException {
        Inspection found = inspected(new EtcdFile()
                .put("/registry/configmaps/shop/a", "first, and long gone")
                .put("/registry/configmaps/shop/a", "1234")
                .put("/registry/configmaps/shop/gone", "1234")
                .delete("/registry/configmaps/shop/gone")
                .put("/registry/configmaps/test/b", "12345678")
                .put("/registry/minions/cp1", "12")
                .put("/registry/stable.example.com/crontabs/test/nightly", "1"));

        assertThat(found.total()).isEqualTo(new Amount(4, 27 + 4 + 27 + 8 + 21 + 2 + 50 + 1));
        assertThat(found.resources())
                .extracting(ResourceCount::resource, ResourceCount::amount, ResourceCount::largest)
                .containsExactly(
                        tuple("configmaps", new Amount(2, 66), 35L),
                        tuple("crontabs.stable.example.com", new Amount(1, 51), 51L),
                        tuple("nodes", new Amount(1, 23), 23L));
        assertThat(found.resources().getFirst().newestRevision()).isEqualTo(6);
        assertThat(found.resources().get(1).kind()).isEqualTo(NamedKey.Kind.CUSTOM);
        assertThat(found.namespaces())
                .containsExactly(
                        new NamedAmount("test", new Amount(2, 86)), new NamedAmount("shop", new Amount(1, 31)));
        assertThat(found.history())
                .isEqualTo(new HistoryFacts(OptionalLong.empty(), OptionalLong.empty(), 8, 7, 4, 2, 1));
    }

    @Test
    void usersAndRolesAreCountedWhateverTheyHold() throws IOException {
        BboltWriter file = new BboltWriter().bucket("key");
        for (int i = 0; i < 3; i++) {
            byte[] name = ("name" + i).getBytes(StandardCharsets.US_ASCII);
            file.put("authUsers", name, new byte[] {-1});
            file.put("authRoles", name, name);
        }
        Database database = Database.open(PageSource.of(MemorySegment.ofArray(file.bytes())));

        DatabaseFacts found = Inspector.run(database, ObjectDecoder.create()).database();
        assertThat(found.users()).isEqualTo(3);
        assertThat(found.roles()).isEqualTo(3);
    }

    @Test
    void theHalfEncryptedAreTold() throws IOException {
        EtcdFile file = new EtcdFile().put("/registry/secrets/a/plain", "k8s\0...");
        for (int i = 0; i < 3; i++) {
            file.put("/registry/secrets/a/old" + i, "k8s:enc:aescbc:v1:key1:xxxxxxxx");
        }
        file.put("/registry/secrets/a/new", "k8s:enc:kms:v2:vault:xxxxxxxx")
                .put("/registry/configmaps/a/b", "k8s:enc:secretbox:v1:box:xxxxxxxx");

        Inspection found = inspected(file);

        ResourceCount secrets = found.resources().getFirst();
        assertThat(secrets.encrypted())
                .containsExactly(new EncryptionKey("aescbc", "key1", 3), new EncryptionKey("kms", "vault", 1));
        assertThat(secrets.plain()).isEqualTo(1);
        assertThat(secrets.forms()).isEqualTo(new Forms(1, 0, 0, 4, 0));
        assertThat(secrets.halfEncrypted()).isTrue();
        assertThat(found.resources().get(1).halfEncrypted()).isFalse();
    }

    @Test
    void whatIsNotKubernetesIsTogetherByItsPrefix() throws IOException {
        Inspection found = inspected(new EtcdFile()
                .put("compact_rev_key", "7")
                .put("/calico/a", "1")
                .put("/calico/b/c", "1")
                .put("plain", "1"));

        assertThat(found.resources()).isEmpty();
        assertThat(found.foreign())
                .containsExactly(
                        new NamedAmount("/calico/", new Amount(2, 22)),
                        new NamedAmount("compact_rev_key", new Amount(1, 16)),
                        new NamedAmount("plain", new Amount(1, 6)));
    }

    @Test
    void theTenLargestAreNamed() throws IOException {
        EtcdFile file = new EtcdFile();
        for (int i = 0; i < 30; i++) {
            file.put("/registry/pods/a/p" + i, "x".repeat(i * 7 % 30 * 100));
        }

        assertThat(inspected(file).largest())
                .hasSize(10)
                .extracting(LargeObject::bytes)
                .isSortedAccordingTo(Comparator.reverseOrder())
                .contains(2900L + 20, 2000L + 20);
    }

    @Test
    void nodesAndKubeadmTellTheVersions() throws IOException {
        String node = "{'apiVersion':'v1','kind':'Node','status':{'nodeInfo':{'kubeletVersion':'%s'}}}";
        Inspection found = inspected(
                new EtcdFile()
                        .put("/registry/minions/cp1", json(node.formatted("v1.36.3")))
                        .put("/registry/minions/w1", json(node.formatted("v1.35.1")))
                        .put("/registry/minions/w2", json(node.formatted("v1.36.3")))
                        .put("/registry/minions/broken", "{")
                        .put(
                                "/registry/namespaces/kube-system",
                                json("{'apiVersion':'v1','kind':'Namespace','metadata':{'uid':'0b3a'}}"))
                        .put("/registry/masterleases/10.0.0.2", "x")
                        .put("/registry/masterleases/10.0.0.1", "x")
                        .put(
                                "/registry/pods/kube-system/kube-apiserver-cp1",
                                json(
                                        "{'apiVersion':'v1','kind':'Pod','spec':{'containers':[{'image':'registry:5000/kube-apiserver:v1.36.3@sha256:00'}]}}"))
                        .put(
                                "/registry/pods/kube-system/kube-apiserver-tagless",
                                json("{'apiVersion':'v1','kind':'Pod'}"))
                        .put(
                                "/registry/configmaps/kube-system/kubeadm-config",
                                json(
                                        "{'apiVersion':'v1','kind':'ConfigMap','data':{'ClusterConfiguration':'apiServer: {}\\nclusterName: prod\\ncontrolPlaneEndpoint: 10.77.0.1:6443\\nkubernetesVersion: v1.36.2\\n'}}")));

        KubernetesFacts kubernetes = found.kubernetes();
        assertThat(kubernetes.versions())
                .containsExactly(
                        new ComponentVersion("kube-apiserver", "v1.36.3", 1),
                        new ComponentVersion("kubeadm", "v1.36.2", 1),
                        new ComponentVersion("kubelet", "v1.35.1", 1),
                        new ComponentVersion("kubelet", "v1.36.3", 2));
        assertThat(kubernetes.nodes())
                .extracting(KubernetesFacts.Node::name)
                .containsExactly("broken", "cp1", "w1", "w2");
        assertThat(kubernetes.nodes().getFirst().kubeletVersion()).isEmpty();
        assertThat(kubernetes.problems()).singleElement().asString().startsWith("nodes broken: ");
        assertThat(kubernetes.clusterUid()).hasValue("0b3a");
        assertThat(kubernetes.kubeadmCluster()).hasValue("prod");
        assertThat(kubernetes.controlPlaneEndpoint()).hasValue("10.77.0.1:6443");
        assertThat(kubernetes.apiServers()).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(found.resources())
                .filteredOn(count -> count.resource().equals("nodes"))
                .singleElement()
                .extracting(ResourceCount::storedAs)
                .isEqualTo(List.of(new StoredVersion("v1", 3)));
    }

    @Test
    void whatARestoreHasToKnowIsThere() throws IOException {
        Inspection found = inspected(new EtcdFile()
                .member(1, "cp1", "10.0.0.1")
                .alarm(1, 1)
                .raft(900, 4)
                .versions("3.6.0", "3.6.0")
                .lease(7, 60)
                .lease(8, 60)
                .put("/registry/events/a/b", new byte[3], 7)
                .put("/registry/events/a/c", new byte[3], 7)
                .compacted(2));

        DatabaseFacts database = found.database();
        assertThat(database.members()).singleElement().extracting("name").isEqualTo("cp1");
        assertThat(database.alarms()).singleElement().extracting("type").isEqualTo("NOSPACE");
        assertThat(database.consistentIndex()).hasValue(900);
        assertThat(database.term()).hasValue(4);
        assertThat(database.clusterVersion()).hasValue("3.6.0");
        assertThat(database.storageVersion()).hasValue("3.6.0");
        assertThat(database.authEnabled()).isFalse();
        assertThat(database.downgradeTarget()).isEmpty();
        assertThat(database.leases()).isEqualTo(2);
        assertThat(database.leasedKeys()).isEqualTo(2);
        assertThat(found.history().compacted()).hasValue(2);
    }

    @Test
    void anotherPrefixIsFoundByTheNamespacesThatEveryClusterHas() throws IOException {
        Inspection found = inspected(new EtcdFile()
                .put("/kubernetes.io/namespaces/default", "1")
                .put("/kubernetes.io/pods/a/b", "1")
                .put("/other/pods/a/b", "1"));

        assertThat(found.kubernetes().prefix()).isEqualTo("/kubernetes.io");
        assertThat(found.resources())
                .extracting(ResourceCount::resource)
                .containsExactlyInAnyOrder("namespaces", "pods");
        assertThat(found.foreign()).extracting(NamedAmount::name).containsExactly("/other/");
        assertThat(found.total().objects()).isEqualTo(3);
    }

    @Test
    void moreNamesThanTheLimitAreCountedTogether() throws IOException {
        EtcdFile file = new EtcdFile();
        for (int i = 0; i < 9; i++) {
            file.put("/registry/a.b/kind" + i + "/ns" + i + "/x", "1").put("/foreign" + i + "/x", "1");
        }

        Inspection found = Inspector.run(database(file), ObjectDecoder.create(), new Inspector.Limits(4, 2));

        assertThat(found.resources())
                .hasSize(5)
                .filteredOn(count -> count.resource().equals(Inspection.OTHERS))
                .singleElement()
                .extracting(count -> count.amount().objects())
                .isEqualTo(5L);
        assertThat(found.namespaces()).hasSize(5);
        assertThat(found.foreign()).hasSize(3);
        assertThat(found.total().objects()).isEqualTo(18);
    }

    @Test
    void anEmptyDatabaseHoldsNothing() throws IOException {
        Inspection found = inspected(new EtcdFile());

        assertThat(found.total()).isEqualTo(Amount.NONE);
        assertThat(found.history().newest()).isZero();
        assertThat(found.kubernetes().clusterUid()).isEqualTo(Optional.empty());
    }

    @Property(tries = 200)
    void spoiledBytesEndInAnInspectionOrALocatedError(
            @ForAll @Size(max = 20) List<@IntRange(min = 8192) Integer> offsets, @ForAll byte value)
            throws IOException {
        EtcdFile file = new EtcdFile().member(1, "cp1", "10.0.0.1").raft(1, 1).versions("3.5.0", "3.5.0");
        for (int i = 0; i < 40; i++) {
            file.put("/registry/minions/n" + i, "k8s\0" + "x".repeat(i * 10))
                    .put("/registry/secrets/a/" + i, "k8s:enc:aescbc:v1:k" + i + ":x");
        }
        byte[] bytes = file.bytes();
        offsets.forEach(offset -> bytes[8192 + offset % (bytes.length - 8192)] = value);
        try {
            assertThat(Inspector.run(Database.open(PageSource.of(MemorySegment.ofArray(bytes))), ObjectDecoder.create())
                            .total()
                            .objects())
                    .isLessThanOrEqualTo(80);
        } catch (IOException located) {
            assertThat(located).hasMessageMatching("(page|bucket) .*");
        }
    }

    private static Inspection inspected(EtcdFile file) throws IOException {
        return Inspector.run(database(file), ObjectDecoder.create());
    }

    private static Database database(EtcdFile file) throws IOException {
        return Database.open(PageSource.of(MemorySegment.ofArray(file.bytes())));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
