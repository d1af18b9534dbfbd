package io.etcdbr.etcddb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.etcdbr.bbolt.Database;
import io.etcdbr.testing.BboltWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in the files, against what the servers said when they were made. */
class EtcdDatabaseTest {

    static Stream<GoldenSnapshot> online() {
        return GoldenSnapshot.online();
    }

    /** A new cluster of etcd 3.5 does not write the client URLs to its database before a member restarts. */
    @ParameterizedTest
    @MethodSource("online")
    void membersAreThoseOfTheServer(GoldenSnapshot golden) throws IOException {
        List<Member> said = new ArrayList<>();
        for (JsonElement element : array(golden.saidJson("members"), "members")) {
            JsonObject member = element.getAsJsonObject();
            said.add(new Member(
                    Long.parseUnsignedLong(member.get("ID").getAsString()),
                    member.has("name") ? member.get("name").getAsString() : "",
                    texts(member, "peerURLs"),
                    texts(member, "clientURLs"),
                    member.has("isLearner") && member.get("isLearner").getAsBoolean()));
        }
        RecursiveComparisonConfiguration fields = RecursiveComparisonConfiguration.builder()
                .withIgnoredFields(golden.name().startsWith("3.5") ? "clientUrls" : "")
                .build();
        assertThat(golden.etcd().members())
                .usingRecursiveFieldByFieldElementComparator(fields)
                .containsExactlyInAnyOrderElementsOf(said);
    }

    @ParameterizedTest
    @MethodSource("online")
    void alarmsAndLeasesAreThoseOfTheServer(GoldenSnapshot golden) throws IOException {
        assertThat(golden.etcd().alarms())
                .isEqualTo(stream(array(golden.saidJson("alarms"), "alarms"))
                        .map(JsonElement::getAsJsonObject)
                        .map(alarm -> new Alarm(
                                Long.parseUnsignedLong(alarm.get("memberID").getAsString()), "NOSPACE"))
                        .toList());
        assertThat(golden.etcd().leaseCount()).isEqualTo(golden.etcd().leases().size());
        assertThat(golden.etcd().leases())
                .extracting(Lease::id)
                .containsExactlyInAnyOrderElementsOf(stream(array(golden.saidJson("leases"), "leases"))
                        .map(lease -> lease.getAsJsonObject().get("id").getAsLong())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("online")
    void theKeysThatLiveAreThoseOfTheServer(GoldenSnapshot golden) throws IOException {
        record Key(String name, long created, long modified, long version, long lease) {}
        Map<String, Key> living = new HashMap<>();
        Changes changes = golden.etcd().changes().orElseThrow();
        while (changes.next()) {
            KeyValue change = changes.keyValue();
            String name = EtcdDatabase.text(change.key());
            if (changes.revision().tombstone()) {
                living.remove(name);
            } else {
                assertThat(change.modRevision()).isEqualTo(changes.revision().main());
                living.put(
                        name,
                        new Key(name, change.createRevision(), change.modRevision(), change.version(), change.lease()));
            }
        }
        assertThat(living.values())
                .containsExactlyInAnyOrderElementsOf(stream(array(golden.saidJson("keys"), "kvs"))
                        .map(JsonElement::getAsJsonObject)
                        .map(kv -> new Key(
                                new String(
                                        Base64.getDecoder().decode(kv.get("key").getAsString())),
                                kv.get("create_revision").getAsLong(),
                                kv.get("mod_revision").getAsLong(),
                                kv.get("version").getAsLong(),
                                kv.has("lease") ? kv.get("lease").getAsLong() : 0))
                        .toList());
    }

    @Test
    void valuesOverSeveralPagesAreWhole() throws IOException {
        for (String version : List.of("3.4.23", "3.5.16", "3.6.14")) {
            Changes changes =
                    GoldenSnapshot.of(version + "-lived").etcd().changes().orElseThrow();
            long largest = 0;
            while (changes.next()) {
                largest = Math.max(largest, changes.keyValue().value().byteSize());
                assertThat(EtcdDatabase.text(changes.keyValue().value())).matches("[a-d]*|value|1|2");
            }
            assertThat(largest).isEqualTo(30_000);
        }
    }

    @Test
    void aSeekGoesToTheFirstChangeOfARevision() throws IOException {
        Changes changes = GoldenSnapshot.of("3.6.14-lived").etcd().changes().orElseThrow();
        assertThat(changes.seek(170)).isTrue();
        List<Revision> transaction = new ArrayList<>();
        do {
            transaction.add(changes.revision());
        } while (changes.next());
        assertThat(transaction)
                .containsExactly(new Revision(170, 0, false), new Revision(170, 1, false), new Revision(170, 2, true));
        assertThat(changes.seek(171)).isFalse();
    }

    @Test
    void metaIsWhatEachVersionKeeps() throws IOException {
        EtcdDatabase old = GoldenSnapshot.of("3.4.23-compacted").etcd();
        assertThat(old.consistentIndex().orElseThrow()).isPositive();
        assertThat(old.term()).isEmpty();
        assertThat(old.confState()).isEmpty();
        assertThat(old.storageVersion()).isEmpty();
        assertThat(old.clusterVersion()).hasValue("3.4.0");
        assertThat(old.finishedCompaction()).hasValue(160).isEqualTo(old.scheduledCompaction());

        EtcdDatabase middle = GoldenSnapshot.of("3.5.16-members").etcd();
        assertThat(middle.term()).hasValue(2);
        assertThat(middle.clusterVersion()).hasValue("3.5.0");
        assertThat(middle.storageVersion()).isEmpty();
        assertThat(middle.confState().orElseThrow().voters())
                .containsExactly(Long.parseUnsignedLong("b5179d13d0285315", 16));

        EtcdDatabase recent = GoldenSnapshot.of("3.6.14-members").etcd();
        assertThat(recent.storageVersion()).hasValue("3.6.0");
        assertThat(recent.clusterVersion()).hasValue("3.6.0");
        assertThat(recent.downgradeTarget()).isEmpty();
        assertThat(recent.confState().orElseThrow().learners()).hasSize(1);
        assertThat(recent.removedMembers()).hasSize(1);
        assertThat(recent.buckets()).contains("key", "meta", "members", "members_removed", "lease", "alarm", "cluster");

        assertThat(GoldenSnapshot.of("3.6.14-empty").etcd().finishedCompaction())
                .isEmpty();
    }

    @Test
    void usersAndRolesAreReadWithoutPasswords() throws IOException {
        for (String version : List.of("3.4.23", "3.5.16", "3.6.14")) {
            EtcdDatabase etcd = GoldenSnapshot.of(version + "-auth").etcd();
            assertThat(etcd.authEnabled()).isTrue();
            assertThat(etcd.users())
                    .containsExactly(new User("alice", List.of("reader")), new User("root", List.of("root")));
            assertThat(etcd.roles()).containsExactly("reader");
            assertThat(etcd.userCount()).isEqualTo(2);
            assertThat(etcd.roleCount()).isEqualTo(1);
            assertThat(GoldenSnapshot.of(version + "-lived").etcd().authEnabled())
                    .isFalse();
        }
    }

    @Test
    void membersFillNoMemoryWhateverTheySayOfThemselves() throws IOException {
        BboltWriter file = new BboltWriter();
        for (int i = 0; i < 5; i++) {
            String member = "{\"id\":%d,\"name\":\"%s\"}"
                    .formatted(i, "x".repeat(1 << 20).substring(100));
            file.put("members", EtcdDatabase.ascii("member" + i), EtcdDatabase.ascii(member));
        }
        EtcdDatabase etcd = new EtcdDatabase(Database.open(SnapshotCheckTest.source(file.bytes())));

        assertThatExceptionOfType(EtcdDataException.class)
                .isThrownBy(etcd::members)
                .withMessage("bucket members: more than 4096000 bytes of entries");
    }

    @Test
    void aRestoredSnapshotHasNoMembersOfTheOldCluster() throws IOException {
        EtcdDatabase restored = GoldenSnapshot.of("3.6.14-restored").etcd();
        assertThat(restored.members()).hasSizeLessThanOrEqualTo(1);
        assertThat(restored.removedMembers()).isEmpty();
        assertThat(GoldenSnapshot.of("3.6.14-bumped").etcd().scheduledCompaction())
                .hasValue(1_000_170);
    }

    private static JsonArray array(JsonObject object, String field) {
        return object.has(field) && object.get(field).isJsonArray() ? object.getAsJsonArray(field) : new JsonArray();
    }

    private static List<String> texts(JsonObject object, String field) {
        return stream(array(object, field)).map(JsonElement::getAsString).toList();
    }

    private static Stream<JsonElement> stream(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
