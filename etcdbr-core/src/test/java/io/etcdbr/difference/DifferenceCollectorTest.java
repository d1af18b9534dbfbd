package io.etcdbr.difference;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.atrest.AtRestKeys;
import io.etcdbr.objects.ObjectDecoder;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferenceCollectorTest {
    private static final Judge BY_BYTES = (first, second) -> Verdict.CHANGED;

    @Test
    void differencesAreCountedByResourceAndNamespaceAndListedInOrder() throws IOException {
        SimulatedEtcd first = new SimulatedEtcd()
                .put("/registry/pods/shop/b", "1")
                .put("/registry/pods/shop/a", "1")
                .put("/registry/minions/cp1", "1")
                .put("/registry/configmaps/shop/same", "1");
        SimulatedEtcd second = new SimulatedEtcd()
                .put("/registry/configmaps/shop/same", "1")
                .put("/registry/pods/shop/b", "22")
                .put("/registry/pods/test/a", "1")
                .put("/registry/minions/cp1", "2");

        Differences differences = collected(first, second, BY_BYTES, Limits.usual(false));

        assertThat(differences.total()).isEqualTo(new ChangeCounts(1, 1, 2, 1));
        assertThat(differences.resources())
                .isEqualTo(Map.of(
                        "configmaps",
                        new ChangeCounts(0, 0, 0, 1),
                        "nodes",
                        new ChangeCounts(0, 0, 1, 0),
                        "pods",
                        new ChangeCounts(1, 1, 1, 0)));
        assertThat(differences.namespaces())
                .isEqualTo(Map.of(
                        "",
                        new ChangeCounts(0, 0, 1, 0),
                        "shop",
                        new ChangeCounts(0, 1, 1, 0),
                        "test",
                        new ChangeCounts(1, 0, 0, 0)));
        assertThat(lines(differences))
                .containsExactly(
                        "CHANGED nodes//cp1", "REMOVED pods/shop/a", "CHANGED pods/shop/b", "ADDED pods/test/a");
        Change changed = differences.changes().get(2);
        assertThat(changed.firstRevision()).hasValue(2);
        assertThat(changed.secondRevision()).hasValue(3);
        assertThat(changed.firstBytes()).hasValue(1);
        assertThat(changed.secondBytes()).hasValue(2);
        assertThat(differences.changes().get(1).secondRevision()).isEmpty();
        assertThat(differences.any()).isTrue();
    }

    @Test
    void aKeyLongerThanAnyOfKubernetesNamesNoPrefix() throws IOException {
        String prefix = "/" + "x".repeat(2_000);
        SimulatedEtcd first = new SimulatedEtcd()
                .put(prefix + "/namespaces/default", "1")
                .put(prefix + "/namespaces/kube-system", "1")
                .put("/registry/pods/shop/a", "1");
        SimulatedEtcd second = new SimulatedEtcd().put("/registry/pods/shop/a", "2");

        Differences differences = collected(first, second, BY_BYTES, Limits.usual(false));

        assertThat(differences.resources()).containsEntry("pods", new ChangeCounts(0, 0, 1, 0));
    }

    @Test
    void whatChangesByItselfIsFoldedUnlessAllIsAskedFor() throws IOException {
        SimulatedEtcd first = new SimulatedEtcd()
                .put("/registry/leases/kube-node-lease/cp1", "1")
                .put("/registry/events/shop/old", "1")
                .put("/registry/masterleases/10.0.0.1", "1")
                .put("compact_rev_key", "1");
        SimulatedEtcd second = new SimulatedEtcd()
                .put("/registry/leases/kube-node-lease/cp1", "2")
                .put("/registry/events/shop/new", "1")
                .put("/registry/masterleases/10.0.0.1", "2")
                .put("compact_rev_key", "2");

        Differences folded = collected(first, second, BY_BYTES, Limits.usual(false));
        assertThat(folded.any()).isFalse();
        assertThat(folded.changes()).isEmpty();
        assertThat(folded.folded())
                .isEqualTo(Map.of(
                        Fold.LEASE,
                        new ChangeCounts(0, 0, 1, 0),
                        Fold.EVENT,
                        new ChangeCounts(1, 1, 0, 0),
                        Fold.API_SERVER,
                        new ChangeCounts(0, 0, 2, 0)));

        Differences all = collected(first, second, BY_BYTES, Limits.usual(true));
        assertThat(all.folded()).isEmpty();
        assertThat(all.total()).isEqualTo(new ChangeCounts(1, 1, 3, 0));
    }

    @Test
    void theVerdictDecidesWhetherAChangeIsOne() throws IOException {
        SimulatedEtcd first = new SimulatedEtcd();
        SimulatedEtcd second = new SimulatedEtcd();
        for (Verdict verdict : Verdict.values()) {
            first.put("/registry/pods/shop/" + verdict.name(), "before");
            second.put("/registry/pods/shop/" + verdict.name(), verdict.name());
        }
        Judge judge = (before, after) ->
                Verdict.valueOf(new String(after.value().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));

        Differences differences = collected(first, second, judge, Limits.usual(false));

        assertThat(lines(differences)).containsExactly("CHANGED pods/shop/CHANGED", "CHANGED pods/shop/SEALED");
        assertThat(differences.sealed()).isEqualTo(1);
        assertThat(differences.changes()).extracting(Change::sealed).containsExactly(false, true);
        assertThat(differences.folded())
                .isEqualTo(Map.of(
                        Fold.MANAGED_FIELDS,
                        new ChangeCounts(0, 0, 1, 0),
                        Fold.REWRITTEN,
                        new ChangeCounts(0, 0, 1, 0)));
        assertThat(collected(first, second, judge, Limits.usual(true)).total().changed())
                .isEqualTo(4);
    }

    @Test
    void whatExceedsTheLimitsIsCountedAndSaid() throws IOException {
        SimulatedEtcd first = new SimulatedEtcd().put("/registry/pods/z/removed", "1");
        SimulatedEtcd second = new SimulatedEtcd();
        for (int i = 0; i < 10; i++) {
            second.put("/registry/pods/ns" + i + "/a", "1");
        }

        Differences differences = collected(first, second, BY_BYTES, new Limits(false, 3, 2));

        assertThat(differences.total()).isEqualTo(new ChangeCounts(10, 1, 0, 0));
        assertThat(lines(differences))
                .as("each kind has room of its own")
                .hasSize(4)
                .contains("REMOVED pods/z/removed");
        assertThat(differences.notListed()).isEqualTo(7);
        assertThat(differences.namespaces()).hasSize(3);
        assertThat(differences.namespaces().get(Differences.OTHERS)).isEqualTo(new ChangeCounts(8, 1, 0, 0));
    }

    /** A restore names them, wherever their keys stand. */
    @Test
    void nodesVolumesAndJobsTakeThePlaceOfWhatIsNotNamedInARestore() throws IOException {
        SimulatedEtcd first = new SimulatedEtcd().put("/registry/namespaces/default", "1");
        SimulatedEtcd second = new SimulatedEtcd().put("/registry/namespaces/default", "1");
        for (int i = 0; i < 9; i++) {
            second.put("/registry/configmaps/shop/c" + i, "1");
            second.put("/registry/jobs/shop/j" + i, "1");
        }
        second.put("/registry/minions/worker8", "1").put("/registry/minions/worker9", "1");
        second.put("/registry/persistentvolumes/pv1", "1");

        Differences differences = collected(first, second, BY_BYTES, new Limits(false, 4, 9));

        assertThat(lines(differences))
                .containsExactly(
                        "ADDED jobs.batch/shop/j0",
                        "ADDED nodes//worker8",
                        "ADDED nodes//worker9",
                        "ADDED persistentvolumes//pv1");
        assertThat(differences.total().added()).isEqualTo(21);
        assertThat(differences.notListed()).isEqualTo(17);
    }

    @Test
    void hugeKeysAreCutAndUseUpTheRoomOfOthers() throws IOException {
        SimulatedEtcd first = new SimulatedEtcd();
        SimulatedEtcd second = new SimulatedEtcd();
        for (int i = 0; i < 100; i++) {
            second.put(i + "x".repeat(100_000), "1");
        }

        Differences differences = collected(first, second, BY_BYTES, new Limits(false, 20, 20));

        assertThat(differences.changes()).hasSize(3);
        assertThat(differences.changes().getFirst().key()).hasSize(1_000);
        assertThat(differences.notListed()).isEqualTo(97);
        assertThat(differences.resources().keySet()).allMatch(name -> name.length() <= 253);
    }

    @Test
    void statesWithoutACommonHistoryAreComparedAnewByTheirValues() throws IOException {
        SimulatedEtcd first =
                new SimulatedEtcd().put("/registry/pods/a/same", "1").put("/registry/pods/a/x", "1");
        SimulatedEtcd second =
                new SimulatedEtcd().put("/registry/pods/a/same", "2").put("/registry/pods/a/y", "1");
        for (int i = 0; i < 1_001; i++) {
            first.put("/registry/pods/a/later", "1");
            second.put("/registry/pods/a/later", "1");
        }

        Differences differences =
                StateComparison.run(first, second.withCostlyValues(), Scope.ALL, BY_BYTES, Limits.usual(false));

        assertThat(differences.total()).isEqualTo(new ChangeCounts(1, 1, 1, 1));
    }

    @Test
    void anotherPrefixIsFoundInTheFirstState() throws IOException {
        SimulatedEtcd first =
                new SimulatedEtcd().put("/k8s/namespaces/default", "1").put("/k8s/pods/a/b", "1");
        SimulatedEtcd second = new SimulatedEtcd().put("/k8s/namespaces/default", "1");

        assertThat(lines(collected(first, second, BY_BYTES, Limits.usual(false))))
                .containsExactly("REMOVED pods/a/b");
    }

    @Test
    void twoClustersAreToldByTheUidOfKubeSystem() throws IOException {
        String namespace =
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"uid\":\"%s\",\"labels\":{\"a\":\"%s\"}}}";
        SimulatedEtcd first =
                new SimulatedEtcd().put("/registry/namespaces/kube-system", namespace.formatted("1", "x"));
        SimulatedEtcd same = new SimulatedEtcd().put("/registry/namespaces/kube-system", namespace.formatted("1", "y"));
        SimulatedEtcd other =
                new SimulatedEtcd().put("/registry/namespaces/kube-system", namespace.formatted("2", "x"));
        ObjectJudge judge = new ObjectJudge(ObjectDecoder.create(), AtRestKeys.NONE);

        assertThat(collected(first, same, judge, Limits.usual(false)).clusterUids())
                .isEmpty();
        assertThat(collected(first, other, judge, Limits.usual(false)).clusterUids())
                .hasValue(new Differences.ClusterUids("1", "2"));
    }

    private static Differences collected(SimulatedEtcd first, SimulatedEtcd second, Judge judge, Limits limits)
            throws IOException {
        return StateComparison.run(first, second.asSecond(), Scope.ALL, judge, limits);
    }

    private static List<String> lines(Differences differences) {
        return differences.changes().stream()
                .map(change -> change.kind() + " " + change.object().resource() + "/"
                        + change.object().namespace() + "/" + change.object().name())
                .toList();
    }
}
