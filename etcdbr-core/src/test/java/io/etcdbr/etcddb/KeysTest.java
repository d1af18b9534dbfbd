package io.etcdbr.etcddb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.etcdbr.bbolt.Database;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeysTest {

    static Stream<GoldenSnapshot> all() {
        return GoldenSnapshot.all();
    }

    static Stream<GoldenSnapshot> online() {
        return GoldenSnapshot.online();
    }

    private record Entry(String key, long created, long modified, long version, long lease, String value) {
        static Entry of(KeyValue value) {
            return new Entry(
                    EtcdDatabase.text(value.key()),
                    value.createRevision(),
                    value.modRevision(),
                    value.version(),
                    value.lease(),
                    EtcdDatabase.text(value.value()));
        }
    }

    @ParameterizedTest
    @MethodSource("online")
    void theNewestOfEachKeyIsWhatTheServerSaid(GoldenSnapshot golden) throws IOException {
        List<String> said = new ArrayList<>();
        JsonObject answer = golden.saidJson("keys");
        if (answer.has("kvs")) {
            for (JsonElement element : answer.getAsJsonArray("kvs")) {
                JsonObject kv = element.getAsJsonObject();
                said.add(new String(Base64.getDecoder().decode(kv.get("key").getAsString()), StandardCharsets.UTF_8)
                        + " " + kv.get("mod_revision").getAsLong());
            }
        }

        assertThat(newest(golden, KeyFilter.all()))
                .extracting(entry -> entry.key() + " " + entry.modified())
                .containsExactlyInAnyOrderElementsOf(said);
    }

    @ParameterizedTest
    @MethodSource("all")
    void newestIsTheLastThatHistoryTellsOfEachKeyTheLatestFirst(GoldenSnapshot golden) throws IOException {
        Map<String, Entry> living = new LinkedHashMap<>();
        new Keys(golden.etcd()).history(KeyFilter.all(), (revision, change) -> {
            Entry entry = Entry.of(change);
            living.remove(entry.key());
            if (!revision.tombstone()) {
                living.put(entry.key(), entry);
            }
        });

        assertThat(newest(golden, KeyFilter.all()))
                .containsExactlyElementsOf(List.copyOf(living.values()).reversed());
    }

    @ParameterizedTest
    @MethodSource("all")
    void backwardsIsHistoryReversedAndTellsTheLastChangeOfEachKey(GoldenSnapshot golden) throws IOException {
        List<String> history = new ArrayList<>();
        Map<String, String> last = new LinkedHashMap<>();
        new Keys(golden.etcd()).history(KeyFilter.all(), (revision, change) -> {
            history.add(revision + " " + Entry.of(change));
            last.put(EtcdDatabase.text(change.key()), revision + " " + Entry.of(change));
        });
        List<String> backwards = new ArrayList<>();
        List<String> newest = new ArrayList<>();
        new Keys(golden.etcd())
                .backwards(
                        KeyFilter.all(),
                        (revision, change) -> {
                            backwards.add(revision + " " + Entry.of(change));
                            newest.add(backwards.getLast());
                        },
                        (revision, change) -> backwards.add(revision + " " + Entry.of(change)));

        assertThat(backwards).isEqualTo(history.reversed());
        assertThat(newest).containsExactlyInAnyOrderElementsOf(last.values());
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatARevisionWroteIsFoundAndNothingElse(GoldenSnapshot golden) throws IOException {
        Keys keys = new Keys(golden.etcd());
        keys.history(KeyFilter.all(), (revision, change) -> {
            assertThat(keys.at(revision).map(Entry::of)).hasValue(Entry.of(change));
            assertThat(keys.at(new Revision(revision.main(), revision.sub(), !revision.tombstone()))
                            .map(Entry::of))
                    .as("however the change is marked")
                    .hasValue(Entry.of(change));
            assertThat(keys.at(new Revision(revision.main(), Integer.MAX_VALUE, false)))
                    .isEmpty();
        });
        assertThat(keys.at(new Revision(Long.MAX_VALUE, 0, false))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void findGivesWhatNewestShowsAndNothingElse(GoldenSnapshot golden) throws IOException {
        Keys keys = new Keys(golden.etcd());
        for (Entry entry : newest(golden, KeyFilter.all())) {
            assertThat(keys.find(bytes(entry.key())).map(Entry::of)).hasValue(entry);
            assertThat(newest(golden, KeyFilter.key(bytes(entry.key())))).containsExactly(entry);
            assertThat(keys.find(bytes(entry.key() + " "))).isEmpty();
        }
        assertThat(keys.find(new byte[0])).isEmpty();
    }

    @Test
    void aDeletedKeyIsNotFoundThoughItsHistoryIs() throws IOException {
        GoldenSnapshot golden = GoldenSnapshot.of("3.6.14-lived");
        List<String> deleted = new ArrayList<>();
        new Keys(golden.etcd()).history(KeyFilter.all(), (revision, change) -> {
            deleted.remove(EtcdDatabase.text(change.key()));
            if (revision.tombstone()) {
                deleted.add(EtcdDatabase.text(change.key()));
            }
        });

        assertThat(deleted).isNotEmpty();
        for (String key : deleted) {
            assertThat(new Keys(golden.etcd()).find(bytes(key))).isEmpty();
            List<Revision> changes = new ArrayList<>();
            new Keys(golden.etcd()).history(KeyFilter.key(bytes(key)), (revision, change) -> changes.add(revision));
            assertThat(changes).hasSizeGreaterThan(1).isSortedAccordingTo(Comparator.comparingLong(Revision::main));
            assertThat(changes.getLast().tombstone()).isTrue();
        }
    }

    @Test
    void aPrefixChoosesWhatBeginsWithIt() throws IOException {
        GoldenSnapshot golden = GoldenSnapshot.of("3.5.16-lived");
        List<Entry> all = newest(golden, KeyFilter.all());
        String prefix = all.getFirst().key().substring(0, 2);

        assertThat(newest(golden, KeyFilter.prefix(bytes(prefix))))
                .isNotEmpty()
                .isEqualTo(all.stream()
                        .filter(entry -> entry.key().startsWith(prefix))
                        .toList());
        assertThat(newest(golden, KeyFilter.prefix(new byte[0]))).isEqualTo(all);
        assertThat(newest(golden, KeyFilter.prefix(bytes("no such prefix, and longer than any key in the file"))))
                .isEmpty();
    }

    @Test
    void theEmptyEntryOfARaisedRevisionIsNoKey() throws IOException {
        GoldenSnapshot bumped = GoldenSnapshot.of("3.6.14-bumped");
        Changes changes = bumped.etcd().changes().orElseThrow();
        assertThat(changes.last()).isTrue();
        assertThat(changes.keyValue().key().byteSize())
                .as("what makes this test")
                .isZero();

        assertThat(newest(bumped, KeyFilter.all()))
                .isEqualTo(newest(GoldenSnapshot.of("3.6.14-restored"), KeyFilter.all()));
    }

    @Test
    void aChangeThatCannotBeUnderstoodIsNamedByItsPlace() throws IOException {
        GoldenSnapshot golden = GoldenSnapshot.of("3.6.14-lived");
        Changes changes = golden.etcd().changes().orElseThrow();
        changes.last();
        byte[] key = changes.keyValue().key().toArray(ValueLayout.JAVA_BYTE);
        byte[] spoiled = golden.file().clone();
        for (int at = 0; at + key.length < spoiled.length; at++) {
            if (Arrays.equals(spoiled, at, at + key.length, key, 0, key.length)) {
                spoiled[at - 1] = (byte) 0xff;
            }
        }
        Keys keys = new Keys(new EtcdDatabase(Database.open(SnapshotCheckTest.source(spoiled))));

        assertThatExceptionOfType(EtcdDataException.class)
                .isThrownBy(() -> keys.newest(KeyFilter.all(), value -> {}))
                .withMessageMatching("bucket key, page \\d+, element \\d+: malformed protobuf.*");
        assertThatExceptionOfType(EtcdDataException.class).isThrownBy(() -> keys.find(key));
    }

    @Test
    void anEmptyDatabaseHasNoKeys() throws IOException {
        assertThat(newest(GoldenSnapshot.of("3.6.14-empty"), KeyFilter.all())).isEmpty();
        assertThat(new Keys(GoldenSnapshot.of("3.6.14-empty").etcd()).find(bytes("a")))
                .isEmpty();
    }

    private static List<Entry> newest(GoldenSnapshot golden, KeyFilter filter) throws IOException {
        List<Entry> entries = new ArrayList<>();
        new Keys(golden.etcd()).newest(filter, value -> entries.add(Entry.of(value)));
        return entries;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
