package io.etcdbr.output;

import static io.etcdbr.operation.StoredBackups.EPOCH;
import static io.etcdbr.operation.StoredBackups.IDENTITY;
import static io.etcdbr.operation.StoredBackups.OTHER_EPOCH;
import static io.etcdbr.operation.StoredBackups.PROD;
import static io.etcdbr.operation.StoredBackups.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.Selector;
import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.DataKind;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ObjectName;
import io.etcdbr.format.Tool;
import io.etcdbr.operation.BackupList;
import io.etcdbr.operation.DescribeBackup;
import io.etcdbr.operation.FetchBackup;
import io.etcdbr.operation.ListBackups;
import io.etcdbr.operation.PruneBackups;
import io.etcdbr.operation.PruneResult;
import io.etcdbr.operation.StoredBackups;
import io.etcdbr.operation.VerifyBackups;
import io.etcdbr.operation.VerifyDepth;
import io.etcdbr.operation.VerifyResult;
import io.etcdbr.progress.Progress;
import io.etcdbr.retention.RetentionPolicy;
import io.etcdbr.retention.Rule;
import io.etcdbr.storage.StoreException;
import io.etcdbr.testing.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class ResultPrinterTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final BackupId PLAIN = id("20261119T100000Z-r100-00000a");
    private static final BackupId ENCRYPTED = id("20261120T090000Z-r200-00000b");
    private static final BackupId UNFINISHED = id("20261120T113000Z-r300-00000c");

    private final MemoryStore store = new MemoryStore(CLOCK);
    private final StoredBackups backups = new StoredBackups(store);

    private interface Print {
        void to(ResultPrinter printer, Appendable out) throws IOException;
    }

    @BeforeEach
    void fill() {
        backups.plain(EPOCH, PLAIN);
        backups.encrypted(EPOCH, ENCRYPTED);
        backups.put(EPOCH, new ObjectName.Lock(ENCRYPTED, NOW.plusSeconds(5)), new byte[0], NOW);
        backups.incomplete(UNFINISHED, NOW);
    }

    @Test
    void aListIsATableThatMarksEverything() throws IOException {
        Manifest plain = backups.plain(EPOCH, PLAIN);
        store.damage(StoredBackups.snapshotKey(plain), bytes -> new byte[bytes.length]);
        verify();
        BackupList list = list();
        assertThat(print(OutputFormat.TABLE, 0, (printer, out) -> printer.list(List.of(list), out))
                        .replaceAll(" +[0-9.]+ KiB", "  SIZE"))
                .isEqualTo("""
                        ID                            TAKEN    REVISION      SIZE  STATE       NOTES
                        20261120T113000Z-r300-00000c  30m ago       300     544 B  incomplete
                        20261120T090000Z-r200-00000b  3h ago        200  SIZE  verified    encrypted, files, locked
                        20261119T100000Z-r100-00000a  26h ago       100  SIZE  damaged
                        """);
    }

    private String clusters(OutputFormat format, int width) throws IOException {
        Epoch staging = new Epoch(new ClusterName("staging-eu-west"), new EtcdClusterId(0xcc));
        store.damage(StoredBackups.snapshotKey(backups.plain(EPOCH, PLAIN)), bytes -> new byte[bytes.length]);
        verify();
        store.lose(StoredBackups.snapshotKey(backups.encrypted(staging, id("20261118T090000Z-r50-00000d"))));
        BackupList list = new ListBackups(store)
                .run(new ListBackups.Options(
                        Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty()));
        return print(format, width, (printer, out) -> printer.list(List.of(list), out));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 100, 120})
    void aListOfSeveralClustersFitsTheTerminalAndHasAllThatWarns(int width) throws IOException {
        String list = clusters(OutputFormat.TABLE, width);

        assertThat(list).isEqualTo(golden("list-" + width + ".txt"));
        assertThat(list.lines()).allMatch(line -> line.length() <= width);
        assertThat(list).contains("damaged", "incomplete", "its snapshot is gone", "encrypted, files, locked");
    }

    @Test
    void aWideListOfSeveralClustersHasAllAndFitsNothing() throws IOException {
        assertThat(clusters(OutputFormat.WIDE, 80)).isEqualTo(golden("list-wide.txt"));
    }

    @Test
    void aWideListIsExact() throws IOException {
        backups.plain(OTHER_EPOCH, id("20260101T000000Z-r1-00000d"));
        String wide = print(OutputFormat.WIDE, 20, (printer, out) -> printer.list(List.of(list()), out));
        assertThat(wide).contains("2026-11-20 09:00:00Z", "zstd", "2026-11-20 12:00:05Z", "00000000000000bb", "prod");
    }

    @Test
    void namesAreOnlyIds() throws IOException {
        assertThat(print(OutputFormat.NAME, 0, (printer, out) -> printer.list(List.of(list()), out)))
                .isEqualTo(UNFINISHED + "\n" + ENCRYPTED + "\n" + PLAIN + "\n");
    }

    @Test
    void anEmptyListSaysWhereItLooked() throws IOException {
        BackupList empty = new ListBackups(new MemoryStore())
                .run(new ListBackups.Options(
                        Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty()));
        assertThat(print(OutputFormat.TABLE, 0, (printer, out) -> printer.list(List.of(empty), out)))
                .isEqualTo("No backups in memory://.\n");
    }

    @Test
    void aListOfAnotherClusterSaysOfWhichThereAreBackups() throws IOException {
        BackupList none = new ListBackups(store)
                .run(new ListBackups.Options(
                        Optional.of(new ClusterName("nix")), Optional.empty(), Optional.empty(), OptionalInt.empty()));
        assertThat(print(OutputFormat.TABLE, 0, (printer, out) -> printer.list(List.of(none), out)))
                .isEqualTo("No backups in memory:// that were asked for; it has some of the cluster prod.\n");
    }

    @Test
    void theFieldsOfAListAreFixed() throws IOException {
        JsonObject json = json((printer, out) -> printer.list(List.of(list()), out));
        JsonObject first = json.getAsJsonArray("stores").get(0).getAsJsonObject();
        assertThat(first.keySet()).containsExactly("store", "backups", "leftOut", "unrecognised");
        assertThat(first.getAsJsonArray("backups").get(1).getAsJsonObject().keySet())
                .containsExactly(
                        "id",
                        "cluster",
                        "etcdClusterId",
                        "time",
                        "revision",
                        "complete",
                        "health",
                        "verification",
                        "encrypted",
                        "compression",
                        "files",
                        "storedSize",
                        "lockedUntil",
                        "modified",
                        "storedAt");
    }

    @Test
    void aDescriptionTellsAllOfTheManifest() throws IOException {
        String text = print(
                OutputFormat.WIDE, 80, (printer, out) -> printer.describe(new DescribeBackup(store).run(query()), out));
        assertThat(text.replaceAll(" +", " "))
                .contains(
                        "Backup: " + ENCRYPTED,
                        "etcd cluster: 00000000000000aa, the first after fffffffffffffffe",
                        "Revision: 200, nothing beyond 203",
                        "Raft: index 4711, term 7",
                        "etcd: 3.6.1, storage version 3.6.0, database 1.0 MiB",
                        "Read from: node1 at https://10.0.0.1:2379, a follower",
                        "Alarms: NOSPACE on 8e9e05c52164694d",
                        "compression: zstd level 1",
                        "file 0644 0:0 12 etc/hosts",
                        "Encryption: age-x25519 to the public key with SHA-256 ",
                        "Locked until: not locked");
        assertThat(json((printer, out) -> printer.describe(new DescribeBackup(store).run(query()), out))
                        .getAsJsonObject("manifest")
                        .get("id")
                        .getAsString())
                .isEqualTo(ENCRYPTED.toString());
    }

    @Test
    void aVerificationIsALineABackupAndItsFindings() throws IOException {
        store.lose(StoredBackups.snapshotKey(backups.plain(EPOCH, PLAIN)));
        VerifyResult result = verify();
        assertThat(print(OutputFormat.TABLE, 0, (printer, out) -> printer.verify(List.of(result), out)))
                .isEqualTo("""
                        20261120T090000Z-r200-00000b  sound (plain)
                        20261119T100000Z-r100-00000a  damaged (plain)
                          error: 20261119T100000Z-r100-00000a.snapshot.db: it is not in the store
                        2 looked at in memory://, 1 damaged.
                        """);
        assertThat(print(OutputFormat.NAME, 0, (printer, out) -> printer.verify(List.of(result), out)))
                .isEqualTo(PLAIN + "\n");
        assertThat(json((printer, out) -> printer.verify(List.of(result), out)).toString())
                .contains("\"result\":\"damaged\"", "\"findings\":[{\"severity\":\"error\"", "\"problem\":null");
    }

    @Test
    void pruningSaysWhatAndWhy() throws IOException {
        PruneResult result = new PruneBackups(store, CLOCK, new Cancellation())
                .run(new PruneBackups.Options(
                        PROD,
                        new RetentionPolicy(Map.of(Rule.LAST, 1), Optional.empty(), OptionalLong.of(1), ZoneOffset.UTC),
                        true));
        assertThat(print(OutputFormat.TABLE, 0, (printer, out) -> printer.prune(List.of(result), out))
                        .replaceAll("[0-9.]+ KiB", "SIZE"))
                .contains(
                        "20261120T113000Z-r300-00000c  30m ago",
                        "incomplete (its writer may still be at work)",
                        "newest; locked (until 2026-11-20T12:00:05Z); keep-last",
                        "would delete  no-rule-keeps-it",
                        "The protected backups of etcd cluster id 00000000000000aa alone take SIZE, more than the 1 B",
                        "Dry run: 1 would be deleted (SIZE), 2 kept in memory://.");
        assertThat(print(OutputFormat.NAME, 0, (printer, out) -> printer.prune(List.of(result), out)))
                .isEqualTo(PLAIN + "\n");
        JsonObject json = json((printer, out) -> printer.prune(List.of(result), out));
        assertThat(json.getAsJsonArray("stores").get(0).getAsJsonObject().keySet())
                .containsExactly("store", "dryRun", "steps", "leftovers", "freed", "excesses", "failure");
    }

    @Test
    void aFetchSaysWhereTheFileIs() throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        assertThat(print(
                        OutputFormat.TABLE,
                        0,
                        (printer, out) -> printer.fetch(
                                new FetchBackup(store, Progress.NONE, new Cancellation())
                                        .run(new FetchBackup.Options(
                                                query(),
                                                DataKind.SNAPSHOT,
                                                false,
                                                new FetchBackup.Destination.Stream(target),
                                                IDENTITY)),
                                out)))
                .contains("written to standard output, 20512 bytes, SHA-256 ");
    }

    @Test
    void yamlSaysTheSameAsJson() throws IOException {
        Print print = (printer, out) -> printer.describe(new DescribeBackup(store).run(query()), out);
        Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(print(OutputFormat.YAML, 0, print));
        JsonElement again = new GsonBuilder().serializeNulls().create().toJsonTree(yaml);
        assertThat(again).isEqualTo(json(print));
    }

    @Test
    void severalStoresAreOneDocument() throws IOException {
        JsonObject json = json((printer, out) -> printer.list(List.of(list(), list()), out));
        assertThat(json.getAsJsonArray("stores")).hasSize(2);
        assertThat(print(OutputFormat.TABLE, 0, (printer, out) -> printer.list(List.of(list(), list()), out)))
                .startsWith("Store memory://\nID ")
                .contains("\n\nStore memory://\n");
    }

    private BackupList list() throws StoreException {
        return new ListBackups(store)
                .run(new ListBackups.Options(
                        Optional.of(PROD), Optional.empty(), Optional.empty(), OptionalInt.empty()));
    }

    private VerifyResult verify() throws StoreException {
        return new VerifyBackups(store, new Tool("etcdbr", "0"), CLOCK, Progress.NONE, new Cancellation())
                .run(new VerifyBackups.Options(
                        Optional.of(PROD),
                        Optional.empty(),
                        new VerifyBackups.Target.All(Optional.empty()),
                        VerifyDepth.BEST,
                        IDENTITY,
                        Path.of("/tmp"),
                        true));
    }

    private static BackupQuery query() {
        return new BackupQuery(Optional.of(PROD), Optional.empty(), new Selector.Latest());
    }

    private static JsonObject json(Print print) throws IOException {
        return JsonParser.parseString(print(OutputFormat.JSON, 0, print)).getAsJsonObject();
    }

    private static String print(OutputFormat format, int width, Print print) throws IOException {
        StringBuilder out = new StringBuilder();
        print.to(new ResultPrinter(new OutputStyle(format, width, false, NOW)), out);
        return out.toString();
    }

    private static String golden(String name) throws IOException {
        try (InputStream file = ResultPrinterTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
