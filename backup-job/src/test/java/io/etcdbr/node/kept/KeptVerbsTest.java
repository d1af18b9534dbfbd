package io.etcdbr.node.kept;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Sha256;
import io.etcdbr.node.NodeMain;
import io.etcdbr.node.datadir.WalFile;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.journal.JournalLine;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.testing.EtcdFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kept} and {@code send} on a node that is a folder, after a restore that has ended. */
class KeptVerbsTest {
    private static final RestorePlan PLAN = PlanFixture.plan(3);
    private static final Participant SELF = PLAN.participant("cp2");
    private static final String ID = PlanFixture.ID.value();
    private static final Instant STOPPED = Instant.parse("2026-11-20T14:31:07Z");
    private static final byte CHANGE = 1;

    @TempDir
    Path host;

    private Path folder;
    private Path old;
    private Path database;

    private record Said(int code, byte[] out, String err) {
        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }
    }

    @BeforeEach
    void aNodeThatIsRestored() throws IOException {
        folder = Files.createDirectories(host.resolve("etc/kubernetes/etcdbr").resolve(ID));
        Files.write(folder.resolve("plan.json"), PlanCodec.encode(PLAN));
        Files.createDirectories(host.resolve("var/lib/etcd/member"));
        old = Files.createDirectories(host.resolve("var/lib/etcd/.etcdbr").resolve(ID + "/old/member"));
        database = Files.createDirectories(old.resolve("snap")).resolve("db");
        new EtcdFile()
                .put("/registry/namespaces/kube-system", "plain")
                .put("/registry/namespaces/shop", "plain")
                .raft(41, 7)
                .write(database);
        wal(PLAN.etcd().oldClusterId());
        journal("Etcd is gone after 12 ms: [etcd (4711), ended by kubelet].", new State.Restored());
    }

    private void wal(EtcdClusterId cluster) throws IOException {
        Files.write(
                Files.createDirectories(old.resolve("wal")).resolve("0000000000000000-0000000000000000.wal"),
                new WalFile()
                        .checksum()
                        .ids(cluster, SELF.oldMemberId())
                        .entry(40, CHANGE)
                        .entry(41, CHANGE)
                        .entry(42)
                        .state(42)
                        .entry(43, CHANGE)
                        .bytes());
    }

    private void journal(String note, State end) throws IOException {
        long inode = (long) Objects.requireNonNull((Number) Files.getAttribute(old, "unix:ino"))
                .longValue();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        List<Entry> entries = List.of(
                new Entry.Begun(new Staged(PlanCodec.digest(PLAN), "fe01cf57", inode, inode + 1, Map.of())),
                new Entry.Reached(new State.StoppingEtcd()),
                new Entry.Noted(note),
                new Entry.Reached(new State.Swapping()),
                new Entry.Reached(end));
        for (int i = 0; i < entries.size(); i++) {
            lines.writeBytes(JournalCodec.encode(
                    new JournalLine(i + 1L, "boot", i, STOPPED.plusSeconds(i - 3L), entries.get(i))));
        }
        Files.write(folder.resolve("journal.jsonl"), lines.toByteArray());
    }

    private Said run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return run(out, out, args);
    }

    private Said run(OutputStream to, ByteArrayOutputStream seen, String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--host=" + host, "--node=cp2"));
        int code = NodeMain.run(
                all.toArray(String[]::new),
                Map.of(),
                InputStream.nullInputStream(),
                new PrintStream(to, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Said(code, seen.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void keptTellsHowFarTheDatabaseAndItsWalGo() throws IOException {
        Map<String, String> before = tree();

        Said said = run("kept", ID);

        assertThat(said.code).as(said.err).isZero();
        assertThat(said.text().strip())
                .isEqualTo("{\"node\":\"cp2\",\"restore\":\"" + ID
                        + "\",\"database\":\"/var/lib/etcd/.etcdbr/" + ID + "/old/member/snap/db\",\"size\":"
                        + Files.size(database)
                        + ",\"revision\":3,\"consistentIndex\":41,\"stoppedAt\":\"2026-11-20T14:31:07Z\",\"killed\":false,"
                        + "\"wal\":{\"committed\":42,\"last\":43,\"changes\":1,\"lastChange\":43},\"whyNoWal\":null}");
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void keptTellsOfAnEtcdThatHadToBeKilled() throws IOException {
        journal(
                "Etcd is gone after 3051 ms: [etcd (4711), killed], and did not close its files itself.",
                new State.Restored());

        assertThat(json(run("kept", ID)).get("killed").getAsBoolean()).isTrue();
    }

    @Test
    void aWalThatCannotBeReadIsToldBesideTheDatabase() throws IOException {
        Path segment = old.resolve("wal/0000000000000000-0000000000000000.wal");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length - 12] ^= 1;
        Files.write(segment, bytes);

        JsonObject told = json(run("kept", ID));

        assertThat(told.get("revision").getAsLong()).isEqualTo(3);
        assertThat(told.get("wal").isJsonNull()).isTrue();
        assertThat(told.get("whyNoWal").getAsString()).contains("is damaged at byte");
    }

    @Test
    void whatIsSentIsASnapshotWithItsDigestAsWasToldBefore() throws IOException {
        byte[] bytes = Files.readAllBytes(database);
        Map<String, String> before = tree();

        Said dry = run("send", ID, "--dry-run");
        Said sent = run("send", ID);

        assertThat(sent.code).as(sent.err).isZero();
        assertThat(sent.out).hasSize(bytes.length + 32);
        assertThat(Arrays.copyOf(sent.out, bytes.length)).isEqualTo(bytes);
        assertThat(Sha256.of(Arrays.copyOfRange(sent.out, bytes.length, sent.out.length)))
                .isEqualTo(Sha256.digestOf(bytes));
        JsonObject told = JsonParser.parseString(dry.text().lines().toList().getLast())
                .getAsJsonObject()
                .getAsJsonObject("snapshot");
        assertThat(told.get("size").getAsLong()).isEqualTo(sent.out.length);
        assertThat(told.get("sha256").getAsString())
                .isEqualTo(Sha256.digestOf(sent.out).hex());
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void whoTakesNotAllOfItIsNoSuccess() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space");
            }
        };

        Said said = run(full, new ByteArrayOutputStream(), "send", ID);

        assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(said.err).contains("the data from before was not taken to its end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "send"})
    void onlyAfterARestoreThatEndedWithTheRestoredDataAnythingIsTold(String verb) throws IOException {
        for (State state :
                List.of(new State.Finishing(), new State.RolledBack("a test"), new State.Aborted("a test"))) {
            journal("", state);
            assertThat(run(verb, ID).err)
                    .contains("the data from before restore " + ID
                            + " is not set aside on this node: the state of the restore is " + state.name());
        }
        Files.delete(folder.resolve("journal.jsonl"));
        Said said = run(verb, ID);
        assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(said.err).contains("the state of the restore is before GO");
        assertThat(said.out).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"checking 1, checking", "moving 4711, moving", "done, done", "done by force, done by force"})
    void afterTheScriptWasBegunNothingIsTold(String marker, String told) throws IOException {
        Files.writeString(folder.resolve("recovering"), marker + "\n");

        for (String verb : List.of("kept", "send")) {
            Said said = run(verb, ID);
            assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
            assertThat(said.err).contains("brought back on this node by hand: RECOVER.sh was begun (" + told + ")");
            assertThat(said.out).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "send"})
    void dataThatIsGoneIsToldAsThat(String verb) throws IOException {
        Files.delete(database);
        assertThat(run(verb, ID).err).contains("is gone from this node: there is no /var/lib/etcd/.etcdbr/" + ID);
        Files.move(old, old.resolveSibling("elsewhere"));

        Said said = run(verb, ID);

        assertThat(said.code).isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(said.err)
                .contains("is gone from this node: there is no /var/lib/etcd/.etcdbr/" + ID + "/old/member.");
    }

    @ParameterizedTest
    @CsvSource({
        "another folder, is another now: the inode of",
        "a link, has no file at",
        "another WAL, has the WAL of member",
        "no WAL, there is no *.wal file"
    })
    void dataThatIsNotWhatWasSetAsideIsNotSent(String how, String said) throws IOException {
        switch (how) {
            case "another folder" -> {
                Path aside = Files.move(old, old.resolveSibling("elsewhere"));
                Files.createDirectory(old);
                for (String part : List.of("snap", "wal")) {
                    Files.move(aside.resolve(part), old.resolve(part));
                }
            }
            case "a link" -> {
                Files.move(database, old.resolve("db"));
                Files.createSymbolicLink(database, old.resolve("db"));
            }
            case "another WAL" -> wal(PLAN.etcd().newClusterId());
            case "no WAL" -> Files.delete(old.resolve("wal/0000000000000000-0000000000000000.wal"));
            default -> throw new AssertionError(how);
        }

        Said sent = run("send", ID);

        assertThat(sent.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(sent.err).contains(said);
        assertThat(sent.out).isEmpty();
        assertThat(run("kept", ID).err).contains(said);
    }

    /** As an etcd that somebody started over it. */
    @ParameterizedTest
    @ValueSource(strings = {"snap/db", "wal/0000000000000000-0000000000000000.wal"})
    void dataThatAProcessWorksOnIsNotSent(String file) throws Exception {
        Process user = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec 3<\"$0\"; echo open; read forever",
                        old.resolve(file).toString())
                .start();
        try {
            assertThat(user.inputReader().readLine()).isEqualTo("open");

            Said said = run("send", ID);

            assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
            assertThat(said.err).contains("is in use: ", "has a file of etcd open");
            assertThat(run("kept", ID).code).isEqualTo(ExitCode.REFUSED.number());
        } finally {
            user.destroyForcibly().waitFor();
        }
        assertThat(run("send", ID).code).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "send"})
    void whileSomebodyElseActsOnTheRestoreNothingIsTold(String verb) throws IOException {
        try (FileChannel lock =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = lock.lock()) {
            assertThat(run(verb, ID).err).contains("somebody else acts on restore " + ID);
        }
        assertThat(run(verb, ID).code).isZero();
    }

    @Test
    void whatIsNoDatabaseIsToldAsDamaged() throws IOException {
        Files.write(database, new byte[8192]);

        assertThat(run("kept", ID).code).isEqualTo(ExitCode.DAMAGED.number());
        Files.write(database, new byte[8191]);
        assertThat(run("send", ID).err).contains("has 8191 bytes; expected a multiple of 512");
    }

    private static JsonObject json(Said said) {
        assertThat(said.code).as(said.err).isZero();
        return JsonParser.parseString(said.text()).getAsJsonObject();
    }

    /** Without the lock, which opening makes. */
    private Map<String, String> tree() throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(host)) {
            for (Path path : paths.filter(path -> !path.endsWith("lock")).toList()) {
                tree.put(
                        host.relativize(path).toString(),
                        Files.isRegularFile(path)
                                ? Sha256.digestOf(Files.readAllBytes(path)).hex()
                                : "folder");
            }
        }
        return tree;
    }
}
