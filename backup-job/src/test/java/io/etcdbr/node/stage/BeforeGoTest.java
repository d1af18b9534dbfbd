package io.etcdbr.node.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.MemberId;
import io.etcdbr.node.NodeMain;
import io.etcdbr.node.datadir.WalFile;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.host.Renames;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.Journal;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.journal.JournalLine;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.testing.EtcdFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs before GO as the plugin calls them, on a node that is a folder; the staged data is a stand-in. */
@Timeout(600)
class BeforeGoTest {
    private static final RestorePlan PLAN = PlanFixture.plan(3);
    private static final byte[] BYTES = PlanCodec.encode(PLAN);
    private static final String ID = PlanFixture.ID.value();
    private static final String IMAGE = "registry.example.com/etcdbr:0.1.0";
    private static final String DIGEST = "sha256:7cc4b5aefd1d0cadf8d97d4350462ba51c694ebca145b08d7d41b41acc8db5aa";

    @TempDir
    Path host;

    private final Map<String, String> environment = new TreeMap<>();
    private Path pods;
    private Path data;
    private Path folder;

    @BeforeEach
    void node() throws IOException {
        pods = Files.createDirectories(host.resolve("etc/kubernetes/manifests"));
        for (String name : List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")) {
            Files.writeString(pods.resolve(name + ".yaml"), name);
        }
        data = Files.createDirectories(host.resolve("var/lib/etcd"));
        Files.createDirectories(data.resolve("member/snap"));
        folder = host.resolve("etc/kubernetes/etcdbr").resolve(ID);
    }

    private record Said(int code, String out, String err) {}

    private Said run(byte[] input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--host=" + host, "--node=cp2"));
        int code = NodeMain.run(
                all.toArray(String[]::new),
                environment,
                new ByteArrayInputStream(input),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Said run(String... args) {
        return run(new byte[0], args);
    }

    @ParameterizedTest
    @CsvSource({"ETCDBR_FORCE, --force, rollback", "ETCDBR_YES, --yes, clean"})
    void whatIsForcedOrConfirmedHangsOnNoVariable(String variable, String flag, String verb) {
        environment.put(variable, "true");

        Said said = run(verb, ID);

        assertThat(said.code).isEqualTo(ExitCode.USAGE.number());
        assertThat(said.err).contains(variable + ": this command heeds " + flag + " on the command line only");
    }

    @Test
    void aVariableForOthersKeepsNothingFromGoingOn() {
        environment.put("ETCDBR_FORCE", "true");

        assertThat(run("resume", ID).err).doesNotContain("ETCDBR_FORCE");
    }

    @Test
    void aPlanIsKeptOnceAndItsDigestSaid() throws IOException {
        Said first = run(BYTES, "plan");

        assertThat(first.code).as(first.err).isZero();
        assertThat(first.out.strip()).isEqualTo(PlanCodec.digest(PLAN).hex());
        assertThat(folder.resolve("plan.json")).hasBinaryContent(BYTES);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(run(BYTES, "plan").out).isEqualTo(first.out);
    }

    @Test
    void anotherPlanOfTheSameIdAPlanForOthersAndWhatIsNoneAreRefused() throws IOException {
        run(BYTES, "plan");
        RestorePlan other = new RestorePlan(
                PLAN.id(),
                PLAN.cluster(),
                PLAN.backup(),
                PLAN.etcd(),
                PLAN.participants(),
                PLAN.absent(),
                PLAN.samples(),
                PLAN.deadlines(),
                30);

        Said second = run(PlanCodec.encode(other), "plan");
        assertThat(second.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(second.err).contains("another plan with the id " + ID);
        Said foreign = run(PlanCodec.encode(PlanFixture.plan(1)), "plan");
        assertThat(foreign.err).contains("node cp2 does not take part").contains("only cp1");
        String evil = new String(BYTES, StandardCharsets.UTF_8).replace("/var/lib/etcd", "/var/lib/../../etc");
        assertThat(run(evil.getBytes(StandardCharsets.UTF_8), "plan").err).contains("has a part '..'");
        assertThat(run("{}".getBytes(StandardCharsets.UTF_8), "plan").code).isEqualTo(ExitCode.DAMAGED.number());
        assertThat(folder.resolve("plan.json")).hasBinaryContent(BYTES);
    }

    @Test
    void aLinkInPlaceOfTheFolderIsNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(host.resolve("elsewhere"));
        Files.createSymbolicLink(host.resolve("etc/kubernetes/etcdbr"), Path.of("/elsewhere"));

        Said said = run(BYTES, "plan");

        assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(said.err).contains("a link or a file is there");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void anIdIsNoWayOutOfTheFolder() {
        assertThat(run("status", "../../../etc").err).contains("is not the id of a restore");
        assertThat(run("clean", "..", "--yes").code).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void savingAndArmingNeedWhatComesBeforeThem() {
        run(BYTES, "plan");

        assertThat(run("arm", ID, "--image", IMAGE).err).contains("is not staged on this node");
        assertThat(run("save", ID, "--image", IMAGE).err).contains("nothing is staged");
        assertThat(run("save", ID).err).contains("no image is named");
        assertThat(run("save", "r20261120t143005-000000", "--image", IMAGE).code)
                .isEqualTo(ExitCode.NOT_FOUND.number());
    }

    @Test
    void whatIsSavedAndArmedIsCompleteAndAPodThatNeedsNoApi() throws IOException {
        stage();

        assertThat(run("save", ID, "--image", IMAGE)).returns(0, Said::code);
        assertThat(run("arm", ID, "--image", IMAGE)).returns(0, Said::code);

        assertThat(folder.resolve("saved/etcd.yaml")).hasContent("etcd");
        assertThat(folder.resolve("out")).isEmptyDirectory();
        assertThat(Files.readString(folder.resolve("RECOVER.sh")))
                .doesNotContain("=@")
                .contains("id='" + ID + "'");
        assertThat(Files.isExecutable(folder.resolve("etcdbr-node"))).isTrue();
        assertThat(JournalCodec.decode(Files.readAllBytes(folder.resolve("journal.jsonl")), "it")
                        .staged())
                .isPresent();
        String pod = Files.readString(pods.resolve("etcdbr-" + ID + ".yaml"));
        assertThat(pod)
                .contains("image: " + IMAGE)
                .contains("args: [execute, " + ID + ", --node=cp2]")
                .doesNotContain("secretKeyRef", "configMap:", "serviceAccountName", "imagePullSecrets");
        assertThat(pods.toFile().list((_, name) -> name.startsWith("."))).isEmpty();
        assertThat(run("save", ID, "--image", IMAGE)).as("again").returns(0, Said::code);
        assertThat(run("arm", ID, "--image", IMAGE)).as("again").returns(0, Said::code);
        assertThat(run("arm", ID, "--image", "x: {y}").err).contains("is no name of an image");
    }

    @Test
    void whoeverWaitsWhenArmingHearsWhenTheExecutorSaysThatItIsArmed() throws Exception {
        stage();
        run("save", ID, "--image", IMAGE);
        Path status = folder.resolve("status.json");
        Files.writeString(status, "{\"state\":\"Armed\",\"at\":\"of the executor before\"}");
        Thread executor = Thread.ofVirtual().start(() -> {
            try {
                while (!Files.exists(pods.resolve("etcdbr-" + ID + ".yaml"))) {
                    Thread.sleep(20);
                }
                Thread.sleep(700);
                Files.writeString(status, "{\"state\":\"Armed\",\"at\":\"now\"}");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        long begun = System.nanoTime();
        assertThat(run("arm", ID, "--image", IMAGE, "--wait")).returns(0, Said::code);

        assertThat(Files.readString(status)).contains("now");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(50));
        executor.join();
    }

    @Test
    void aManifestThatWasChangedSinceIsNotSaved() throws IOException {
        stage();
        Files.writeString(pods.resolve("kube-apiserver.yaml"), "changed");

        Said said = run("save", ID, "--image", IMAGE);

        assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(said.err).contains("kube-apiserver.yaml has the SHA-256").contains("it was changed");
        assertThat(run("arm", ID, "--image", IMAGE).err).contains("is not saved");
    }

    @Test
    void discardingLeavesTheNodeAsItWas() throws IOException {
        Map<String, String> before = tree();
        stage();
        run("save", ID, "--image", IMAGE);
        run("arm", ID, "--image", IMAGE);
        journal(new State.Armed());

        Said said = run("discard", ID);

        assertThat(said.code).as(said.err).isZero();
        Map<String, String> after = tree();
        after.remove("etc/kubernetes/etcdbr");
        assertThat(after).isEqualTo(before);
        assertThat(run("discard", ID)).as("again").returns(0, Said::code);
        assertThat(run("status").out).contains("No restore is on node cp2.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"StoppingApi", "Voting", "Restored"})
    void afterGoNothingIsDiscarded(String name) throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        run("arm", ID, "--image", IMAGE);
        State state = switch (name) {
            case "StoppingApi" -> new State.StoppingApi();
            case "Voting" -> new State.Voting();
            default -> new State.Restored();
        };
        journal(state);

        Said said = run("discard", ID);

        assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(said.err).contains(name);
        assertThat(pods.resolve("etcdbr-" + ID + ".yaml")).exists();
        assertThat(data.resolve(".etcdbr").resolve(ID).resolve("new/member")).exists();
        assertThat(run("arm", ID, "--image", IMAGE).err).contains("is in state " + name);
    }

    /** A journal that is gone says nothing; what lies there does. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "exchanged",
                "set aside",
                "manifest out",
                "exchanged and the record of staging gone too",
                "by RECOVER.sh"
            })
    void withoutItsJournalNothingIsDiscardedThatMayBeOfBefore(String how) throws IOException {
        Path oldWal =
                Files.createDirectories(data.resolve("member/wal")).resolve("0000000000000000-0000000000000000.wal");
        Files.write(
                oldWal,
                WalFile.head(PLAN.etcd().oldClusterId(), PLAN.participant("cp2").oldMemberId()));
        stage();
        run("save", ID, "--image", IMAGE);
        Files.delete(folder.resolve("journal.jsonl"));
        Path own = data.resolve(".etcdbr").resolve(ID);
        switch (how) {
            case "exchanged" -> Renames.exchange(data.resolve("member"), own.resolve("new/member"));
            case "set aside" -> {
                Renames.exchange(data.resolve("member"), own.resolve("new/member"));
                Files.move(own.resolve("new"), own.resolve("old"));
            }
            case "manifest out" ->
                Files.move(pods.resolve("kube-apiserver.yaml"), folder.resolve("out/kube-apiserver.yaml"));
            case "by RECOVER.sh" -> Files.createDirectories(own.resolve("taken-out/member"));
            default -> {
                Renames.exchange(data.resolve("member"), own.resolve("new/member"));
                Files.delete(folder.resolve("staged.jsonl"));
            }
        }
        Map<String, String> before = tree();

        Said said = run("discard", ID);

        assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(said.err)
                .contains("may have gone further on this node than staging")
                .contains("RECOVER.sh");
        Map<String, String> after = tree();
        after.keySet().removeIf(path -> path.endsWith("/lock"));
        before.keySet().removeIf(path -> path.endsWith("/lock"));
        assertThat(after).isEqualTo(before);
    }

    @Test
    void anExecutorWhoseJournalIsGoneIsNotEnded() throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        run("arm", ID, "--image", IMAGE);
        Files.delete(folder.resolve("journal.jsonl"));

        Said said = run("discard", ID);

        assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(said.err).contains("journal.jsonl is gone");
        assertThat(pods.resolve("etcdbr-" + ID + ".yaml")).exists();
        assertThat(data.resolve(".etcdbr").resolve(ID).resolve("new/member")).exists();
    }

    @Test
    void withoutItsPlanNothingIsDiscardedThatWasSaved() throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        Files.delete(folder.resolve("plan.json"));

        assertThat(run("discard", ID).err).contains("but no ").contains("plan.json");
        assertThat(folder.resolve("saved/etcd.yaml")).exists();
    }

    @Test
    void whatAStagingThatWasKilledLeftIsDiscarded() throws IOException {
        stage();
        Files.delete(folder.resolve("staged.jsonl"));
        Files.createDirectories(data.resolve(".etcdbr").resolve(ID).resolve("attempt-3/member"));
        Files.createDirectories(data.resolve(".etcdbr").resolve(ID).resolve("in"));

        assertThat(run("discard", ID)).returns(0, Said::code);
        assertThat(data.resolve(".etcdbr")).doesNotExist();
    }

    /** As with CRI-O, whose crictl starts no container. */
    @Test
    void afterTheScriptTheWrapperSaysHowTheExecutorComesBack() throws Exception {
        stage();
        run("save", ID, "--image", IMAGE);
        Path wrapper = folder.resolve("etcdbr-node");
        Files.writeString(wrapper, Files.readString(wrapper).replace("folder='/etc", "folder='" + host + "/etc"));
        assertThat(wrapper(wrapper)).contains("use RECOVER.sh");

        Files.writeString(folder.resolve("recovering"), "done\n");
        Files.writeString(folder.resolve("executor.yaml"), "the executor's");

        assertThat(wrapper(wrapper))
                .contains("executor.yaml /etc/kubernetes/manifests/etcdbr-" + ID + ".yaml")
                .doesNotContain("use RECOVER.sh");
    }

    private static String wrapper(Path wrapper) throws Exception {
        return wrapper(wrapper, "/nowhere", 42);
    }

    private static String wrapper(Path wrapper, String programs, int end) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("/bin/sh", wrapper.toString(), "rollback", ID).redirectErrorStream(true);
        builder.environment().put("PATH", programs);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(end);
        return said;
    }

    /** As containerd's ParseDockerRef names them. */
    @ParameterizedTest
    @CsvSource({
        "registry.example.com/etcdbr:0.1.0, registry.example.com/etcdbr:0.1.0",
        "registry.example.com:5000/etcdbr:0.1.0@" + DIGEST + ", registry.example.com:5000/etcdbr@" + DIGEST,
        "registry.example.com:5000/etcdbr@" + DIGEST + ", registry.example.com:5000/etcdbr@" + DIGEST,
        "etcdbr:0.1.0@" + DIGEST + ", docker.io/library/etcdbr@" + DIGEST,
        "registry.example.com:5000/etcdbr, registry.example.com:5000/etcdbr:latest",
        "someone/etcdbr:0.1.0, docker.io/someone/etcdbr:0.1.0"
    })
    void theWrapperFindsTheImageUnderTheNameThatContainerdGaveIt(String image, String stored) throws Exception {
        stage();
        run("save", ID, "--image", image);
        Path programs = Files.createDirectory(host.resolve("programs"));
        program(programs.resolve("crictl"), "exit 0");
        program(programs.resolve("ctr"), """
                case "$*" in
                    *'images ls --quiet') printf '%%s\\n' other/etcdbr:0.1.0 '%s' sha256:0123 ;;
                    *) echo "$@" ;;
                esac
                """.formatted(stored));

        String started = wrapper(folder.resolve("etcdbr-node"), programs + ":/usr/bin:/bin", 0);

        assertThat(started)
                .contains("run --rm --privileged", " " + stored + " etcdbr-node-")
                .contains("rollback " + ID + " --node=cp2");
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aNodeThatDisarmedIsArmedAnew() throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        run("arm", ID, "--image", IMAGE);
        journal(new State.Armed());
        journal(new State.Disarmed("no GO came in time"));
        Files.delete(pods.resolve("etcdbr-" + ID + ".yaml"));

        assertThat(run("arm", ID, "--image", IMAGE)).returns(0, Said::code);

        assertThat(pods.resolve("etcdbr-" + ID + ".yaml")).exists();
        Journal journal = JournalCodec.decode(Files.readAllBytes(folder.resolve("journal.jsonl")), "it");
        assertThat(journal.state()).contains(new State.Armed());
        assertThat(journal.lastState().orElseThrow().boot())
                .as("the time for GO begins anew")
                .isNotEqualTo("another boot");
    }

    /** As one that nobody took any more: the executor armed anew would disarm at once, or go back by force in the middle. */
    @Test
    void whatAPersonAskedAnEarlierExecutorForIsNotAskedOfTheNextOne() throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        Files.writeString(folder.resolve("request"), "rollback --force");

        assertThat(run("arm", ID, "--image", IMAGE)).returns(0, Said::code);

        assertThat(folder.resolve("request")).doesNotExist();
    }

    @Test
    void aNodeThatIsArmedAndWhoseExecutorHoldsTheRestoreIsLeftAlone() throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        run("arm", ID, "--image", IMAGE);
        journal(new State.Armed());
        byte[] before = Files.readAllBytes(folder.resolve("journal.jsonl"));
        try (FileChannel lock = FileChannel.open(
                        new RestoreFolder(folder).lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            assertThat(held.isValid()).isTrue();
            assertThat(run("arm", ID, "--image", IMAGE)).returns(0, Said::code);
        }
        assertThat(folder.resolve("journal.jsonl")).hasBinaryContent(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "another", "exchanged", "of another member", "without WAL"})
    void dataThatIsNotAsItWasStagedIsNotArmed(String how) throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        Path fresh = data.resolve(".etcdbr").resolve(ID).resolve("new");
        Path wal = fresh.resolve("member/wal/0000000000000000-0000000000000000.wal");
        switch (how) {
            case "gone" -> Files.move(fresh, fresh.resolveSibling("elsewhere"));
            case "another" -> {
                Files.move(fresh.resolve("member"), fresh.resolve("before"));
                Files.createDirectories(fresh.resolve("member/wal"));
            }
            case "exchanged" -> Renames.exchange(data.resolve("member"), fresh.resolve("member"));
            case "of another member" ->
                Files.write(wal, WalFile.head(PLAN.etcd().newClusterId(), new MemberId(4711)));
            default -> Files.delete(wal);
        }

        Said said = run("arm", ID, "--image", IMAGE);

        assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(said.err).contains("what was staged for restore " + ID + " is not there as it was");
        assertThat(pods.resolve("etcdbr-" + ID + ".yaml")).doesNotExist();
    }

    /** Between staging and arming may lie a night, and a rotation of keys. */
    @Test
    void aNodeThatCanNoLongerOpenWhatIsEncryptedInTheBackupIsNotArmed() throws Exception {
        stage();
        run("save", ID, "--image", IMAGE);
        byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        Path staged = data.resolve(".etcdbr").resolve(ID).resolve("new/member/snap/db");
        new EtcdFile()
                .put("/registry/namespaces/kube-system", "plain")
                .put("/registry/secrets/default/a", sealed("key1", secret))
                .write(staged);
        Files.writeString(pods.resolve("kube-apiserver.yaml"), """
                kind: Pod
                spec:
                  containers:
                  - command: [kube-apiserver, --etcd-servers=https://127.0.0.1:2379, --encryption-provider-config=/enc/enc.yaml]
                    volumeMounts: [{name: enc, mountPath: /enc}]
                  volumes: [{name: enc, hostPath: {path: /srv/enc}}]
                """);
        Path configuration = Files.createDirectories(host.resolve("srv/enc")).resolve("enc.yaml");

        Files.writeString(configuration, configuration("key2", secret));
        Said said = run("arm", ID, "--image", IMAGE);
        assertThat(said.code).isEqualTo(ExitCode.IDENTITY.number());
        assertThat(said.err)
                .contains("no key in /srv/enc/enc.yaml opens what the backup has encrypted at rest with aescbc/key1");
        assertThat(pods.resolve("etcdbr-" + ID + ".yaml")).doesNotExist();

        Files.writeString(configuration, configuration("key1", secret));
        assertThat(run("arm", ID, "--image", IMAGE)).returns(0, Said::code);
    }

    private static byte[] sealed(String name, byte[] secret) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        byte[] start = new byte[16];
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new IvParameterSpec(start));
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        sealed.writeBytes(("k8s:enc:aescbc:v1:" + name + ":").getBytes(StandardCharsets.UTF_8));
        sealed.writeBytes(start);
        sealed.writeBytes(
                cipher.doFinal("{\"apiVersion\":\"v1\",\"kind\":\"Secret\"}".getBytes(StandardCharsets.UTF_8)));
        return sealed.toByteArray();
    }

    private static String configuration(String name, byte[] secret) {
        return """
                kind: EncryptionConfiguration
                apiVersion: apiserver.config.k8s.io/v1
                resources: [{resources: [secrets], providers: [{aescbc: {keys: [{name: %s, secret: %s}]}}]}]
                """.formatted(name, Base64.getEncoder().encodeToString(secret));
    }

    @Test
    void whileAnExecutorHoldsTheRestoreNobodyElseActsOnIt() throws IOException {
        stage();
        try (FileChannel lock = FileChannel.open(
                        new RestoreFolder(folder).lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            assertThat(held.isValid()).isTrue();
            assertThat(run("save", ID, "--image", IMAGE).err).contains("somebody else acts on restore " + ID);
        }
        assertThat(run("save", ID, "--image", IMAGE)).returns(0, Said::code);
    }

    @Test
    void asLongAsARestoreIsUnderWayNoOtherPlanIsTaken() throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        journal(new State.AtGate());
        Path other = Files.createDirectory(folder.resolveSibling("r20261121t143005-7f3a9c"));
        Files.move(folder.resolve("journal.jsonl"), other.resolve("journal.jsonl"));

        assertThat(run(BYTES, "plan").err)
                .contains("restore r20261121t143005-7f3a9c is in state AtGate on this node")
                .contains("rollback");
    }

    @Test
    void asLongAsARestoreIsUnderWayNoOtherArms() throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        byte[] own = Files.readAllBytes(folder.resolve("journal.jsonl"));
        journal(new State.AtGate());
        Path other = Files.createDirectory(folder.resolveSibling("r20261121t143005-7f3a9c"));
        Files.move(folder.resolve("journal.jsonl"), other.resolve("journal.jsonl"));
        Files.write(folder.resolve("journal.jsonl"), own);

        Said said = run("execute", ID);

        assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(said.err).contains("because restore r20261121t143005-7f3a9c is in state AtGate here");
        assertThat(folder.resolve("journal.jsonl")).hasBinaryContent(own);
    }

    @Test
    void cleaningWaitsForTheEndAndAsks() throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        assertThat(run("clean", ID, "--yes").err).contains("has not ended").contains("discard");
        restored();
        Files.createDirectories(data.resolve(".etcdbr").resolve(ID).resolve("old/member/wal"));
        Path elsewhere = Files.writeString(host.resolve("keep"), "me");
        Files.createSymbolicLink(data.resolve(".etcdbr").resolve(ID).resolve("old/member/link"), elsewhere);

        Said asked = run("no\n".getBytes(StandardCharsets.UTF_8), "clean", ID);
        assertThat(asked.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(asked.out).contains("/var/lib/etcd/.etcdbr/" + ID).contains("/etc/kubernetes/etcdbr/" + ID);
        assertThat(folder).exists();

        Said said = run((ID + "\n").getBytes(StandardCharsets.UTF_8), "clean", ID);
        assertThat(said.out).endsWith("Removed.\n");
        assertThat(said.code).as("there is no etcd here").isNotZero();
        assertThat(said.err)
                .contains("the keys below /etcdbr/" + ID + "/ stay in etcd: ")
                .contains("etcdctl del --prefix /etcdbr/" + ID + "/");
        assertThat(folder).doesNotExist();
        assertThat(data.resolve(".etcdbr")).doesNotExist();
        assertThat(data.resolve("member/snap")).exists();
        assertThat(elsewhere).exists();
    }

    @Test
    void thePluginHearsAsJsonThatTheKeysStay() throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        restored();

        Said said = run("clean", ID, "--yes", "--output=json");

        JsonObject answer = JsonParser.parseString(said.out).getAsJsonObject();
        assertThat(answer.get("restore").getAsString()).isEqualTo(ID);
        assertThat(answer.get("keysLeft").getAsString()).contains("stay in etcd: ");
        assertThat(folder).doesNotExist();
    }

    @Test
    void dataThatMayBeTheOnlyOneIsNotCleaned() throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        restored();
        Files.move(data.resolve("member"), data.resolve("gone"));

        assertThat(run("clean", ID, "--yes").err).contains("may be the only one");
    }

    /** As RECOVER.sh leaves it that was cut off; by then the restore's folders have the last copies. */
    @ParameterizedTest
    @ValueSource(strings = {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"})
    void withAManifestOutOfItsPlaceNothingIsCleaned(String name) throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        restored();
        Files.move(pods.resolve(name + ".yaml"), folder.resolve("out").resolve(name + ".yaml"));
        Map<String, String> before = tree();

        Said said = run("clean", ID, "--yes");

        assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(said.err)
                .contains("there is no /etc/kubernetes/manifests/" + name + ".yaml")
                .contains("a copy is /etc/kubernetes/etcdbr/" + ID + "/saved/" + name + ".yaml");
        assertThat(tree()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"moving 1\n", ""})
    void afterAScriptThatWasCutOffNothingIsCleaned(String marker) throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        restored();
        Files.writeString(folder.resolve("recovering"), marker);
        Map<String, String> before = tree();

        Said said = run("clean", ID, "--yes");

        assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(said.err).contains("did not come to its end", "/etc/kubernetes/etcdbr/" + ID + "/RECOVER.sh");
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void whileTheScriptRunsNothingIsCleaned() throws Exception {
        stage();
        run("save", ID, "--image", IMAGE);
        restored();
        Path script = Files.writeString(host.resolve("RECOVER.sh"), "read forever\n");
        Process process = new ProcessBuilder("sh", script.toString()).start();
        try {
            Files.writeString(folder.resolve("recovering"), "checking " + process.pid() + "\n");

            assertThat(run("clean", ID, "--yes").err).contains("RECOVER.sh runs on this node just now");
            assertThat(folder).exists();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Then the old data is in use, and the restored data lies where it was staged. */
    @Test
    void afterTheScriptWasForcedOnARestoredNodeNothingIsCleanedUntilTheRestoreEndsAnew() throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        journal(new State.Restored());
        Files.writeString(folder.resolve("recovering"), "done by force\n");

        Said said = run("clean", ID, "--yes");
        assertThat(said.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(said.err).contains("would be removed is the restored data", "etcdbr-node rollback " + ID);
        assertThat(folder).exists();

        Files.delete(folder.resolve("recovering"));
        assertThat(run("clean", ID, "--yes").err)
                .as("by its inode")
                .contains("the data from before restore " + ID + " was brought back");
        journal(new State.RolledBack("a person brought the old data back"));

        assertThat(run("clean", ID, "--yes").out).endsWith("Removed.\n");
        assertThat(data.resolve("member/snap")).exists();
    }

    @Test
    void aSnapshotToLookIntoIsTakenIntoANewFile() throws IOException {
        Path file = host.resolve("snapshot.db");

        Said said = run("some bytes".getBytes(StandardCharsets.UTF_8), "receive", "--to=" + file);

        assertThat(said.code).as(said.err).isZero();
        assertThat(said.out).contains("{\"step\":\"receiving the snapshot\"", "\"ended\":true");
        assertThat(file).hasContent("some bytes");
        assertThat(run("receive", "--to=" + file).code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run("receive").err).contains("expected either the id of a restore or --to FILE");
    }

    @Test
    void statusTellsHowFarEachRestoreIs() throws IOException {
        run(BYTES, "plan");
        assertThat(run("status").out).contains(ID + " on node cp2").contains("Planned");
        stage();
        assertThat(run("status").out).contains("Staged");
        run("save", ID, "--image", IMAGE);
        assertThat(run("status", ID, "-o", "json").out)
                .contains("\"state\": \"Saved\"", "\"planDigest\"", "\"participants\"");
        journal(new State.RolledBack("a person asked for it"));
        Files.writeString(folder.resolve("status.json"), "{\"phase\": \"back\"}");
        assertThat(run("status", ID).out)
                .contains("RolledBack (ended)")
                .contains("phase: back")
                .doesNotContain("by hand");
        assertThat(run("status", "r20261120t143005-000000").code).isEqualTo(ExitCode.NOT_FOUND.number());
    }

    /** The state alone would say "restored" while the old cluster runs. */
    @Test
    void statusTellsThatAPersonBroughtTheOldClusterBack() throws IOException {
        stage();
        run("save", ID, "--image", IMAGE);
        journal(new State.Restored());
        Files.writeString(folder.resolve("recovering"), "moving 4711\n");
        assertThat(run("status", ID, "-o", "json").out).contains("\"recovering\": \"moving\"");
        assertThat(run("status", ID).out).contains("by hand: RECOVER.sh is at work, or was cut off");

        Files.writeString(folder.resolve("recovering"), "done by force\n");

        assertThat(run("status", ID, "-o", "json").out).contains("\"recovering\": \"done by force\"");
        assertThat(run("status", ID).out)
                .contains("Restored (ended)")
                .contains("by hand: RECOVER.sh has brought the old cluster back by force")
                .contains("etcdbr-node rollback " + ID);
    }

    /** As after the exchange, a commit and the end. */
    private void restored() throws IOException {
        Path own = data.resolve(".etcdbr").resolve(ID);
        Renames.exchange(data.resolve("member"), own.resolve("new/member"));
        Files.move(own.resolve("new"), own.resolve("old"));
        journal(new State.Restored());
    }

    /** As if the official tool had written data. */
    private void stage() throws IOException {
        run(BYTES, "plan");
        HostRoot root = new HostRoot(host);
        try (PlanOnNode restore = PlanOnNode.open(root, "cp2", PlanFixture.ID)) {
            restore.data().make();
            Path wal = Files.createDirectories(restore.data().newFolder().resolve("member/wal"));
            Files.write(
                    wal.resolve("0000000000000000-0000000000000000.wal"),
                    WalFile.head(
                            PLAN.etcd().newClusterId(), PLAN.participant("cp2").newMemberId()));
            new EtcdFile()
                    .put("/registry/namespaces/kube-system", "plain")
                    .write(Files.createDirectories(restore.data().newFolder().resolve("member/snap"))
                            .resolve("db"));
            StagedRecord.write(
                    restore.folder(),
                    new Staged(
                            PlanCodec.digest(PLAN),
                            "fe01cf57",
                            restore.memberInode(),
                            (long) Files.getAttribute(restore.data().newFolder().resolve("member"), "unix:ino"),
                            Map.of()));
        }
    }

    private void journal(State state) throws IOException {
        Path file = folder.resolve("journal.jsonl");
        int lines = Files.readAllLines(file).size();
        Files.write(
                file,
                JournalCodec.encode(
                        new JournalLine(lines + 1L, "another boot", 1, Instant.EPOCH, new Entry.Reached(state))),
                StandardOpenOption.APPEND);
    }

    private Map<String, String> tree() throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(host)) {
            for (Path path : paths.toList()) {
                tree.put(
                        host.relativize(path).toString(),
                        Files.isRegularFile(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "folder");
            }
        }
        return tree;
    }
}
