package io.etcdbr.kubectl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.command.Dialogue;
import io.etcdbr.error.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code install} with somebody at a terminal. What is typed does not show, so the questions stand in one line. */
@Timeout(300)
class InstallQuestionsTest {
    private static final String RECIPIENT = "age1ealsmm9r3cgtk8f92md774a3fxy0pd7eaqrmwd9qkhdfc204t43swm9ck9";

    private static final String CLUSTER = "Name of the cluster [kubernetes]: ";
    private static final String DISTRIBUTION =
            "Set up with kubeadm, k3s, rke2, kubespray, kubernetes-ssl, kubernetes-ssl-etcd, certs-from-secret or hosted"
                    + " [kubeadm]: ";
    private static final String STORE =
            "Where to keep backups: s3://bucket/prefix, sftp://user@host/directory, nfs://server/path or file:///directory"
                    + " of the nodes [file:///var/backups/etcdbr]: ";
    private static final String NAMESPACE = "Namespace of its etcd, which gets the backups' CronJob: ";
    private static final String STORE_OF_HOSTED =
            "Where to keep backups: s3://bucket/prefix, sftp://user@host/directory or nfs://server/path: ";
    private static final String KEY =
            "age public key to encrypt to, of a key that stays out of the cluster [none, not encrypted]: ";
    private static final String NEEDED_KEY = "age public key to encrypt to, of a key that stays out of the cluster: ";
    private static final String SCHEDULE = "When, as five fields [17 * * * *]: ";

    @TempDir
    private Path temporary;

    @Test
    void enterTakesWhatStandsInBrackets() throws IOException {
        ScriptedRun run = answered("\n\n\n\n\n");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEqualTo(CLUSTER + DISTRIBUTION + STORE + KEY + SCHEDULE);
        assertThat(run.out()).startsWith("Written to " + folder() + ". Next:\n");
        assertThat(Files.readString(folder().resolve("settings.yaml"))).contains("cluster: kubernetes\n");
        assertThat(Files.readString(folder().resolve("kustomization.yaml")))
                .contains("components:\n  - components/stores/hostpath\n")
                .doesNotContain("/spec/schedule");
    }

    @Test
    void whatIsWrongIsSaidAtOnceAndAskedAgain() throws IOException {
        ScriptedRun run = answered(
                "My Cluster",
                "prod",
                "kubeadn",
                "k3s",
                "ftp://x/y",
                "s3://b/etcd",
                "age1x",
                RECIPIENT,
                "hourly",
                "5 */6 * * *",
                "");

        assertThat(run.code()).isZero();
        assertThat(run.err())
                .isEqualTo(CLUSTER
                        + "'My Cluster' is not a cluster name; expected 1 to 63 lower-case letters, digits, '-' and '.',"
                        + " beginning and ending with a letter or digit.\n"
                        + CLUSTER + DISTRIBUTION
                        + "expected kubeadm, k3s, rke2, kubespray, kubernetes-ssl, kubernetes-ssl-etcd, certs-from-secret,"
                        + " hosted, found 'kubeadn'; did you mean 'kubeadm'?\n"
                        + DISTRIBUTION + STORE
                        + "expected s3://bucket/prefix, sftp://user@host/directory, nfs://server/path or file:///directory,"
                        + " found 'ftp://x/y'.\n"
                        + STORE + KEY
                        + "'age1x' is not an age X25519 recipient; expected age1 and 58 more characters, as 'age-keygen -y"
                        + " KEYFILE' prints it.\n"
                        + KEY + SCHEDULE
                        + "expected five fields such as '17 * * * *', found 'hourly'.\n"
                        + SCHEDULE);
        assertThat(Files.readString(folder().resolve("settings.yaml")))
                .contains("cluster: prod\n", RECIPIENT, "store-s3: \"s3://b/etcd?");
        assertThat(Files.readString(folder().resolve("kustomization.yaml")))
                .contains("  - components/distributions/k3s\n", "value: \"5 */6 * * *\"");
    }

    @Test
    void aHostedControlPlaneNeedsANamespaceAndAStoreThatIsNoDirectory() {
        ScriptedRun run =
                answered("", "hosted", "", "tenant-1", "", "file:///var/backups", "nfs://nas/export/etcd", "", "", "");

        assertThat(run.code()).isZero();
        assertThat(run.err())
                .isEqualTo(CLUSTER + DISTRIBUTION + NAMESPACE
                        + "there is no usual answer to this one.\n"
                        + NAMESPACE + STORE_OF_HOSTED
                        + "there is no usual answer to this one.\n"
                        + STORE_OF_HOSTED
                        + "the pods of a hosted control plane may not write to a directory of a node: expected s3:, sftp: or"
                        + " nfs:.\n"
                        + STORE_OF_HOSTED + KEY + SCHEDULE);
        assertThat(run.out()).contains("kubectl etcdbr check -n tenant-1\n");
    }

    @Test
    void filesOfTheNodeNeedAKeyAndADistributionOfWhichTheyAreKnown() {
        ScriptedRun run = run(
                String.join("\n", "", "hosted", "rke2", "", "", RECIPIENT, "", ""),
                "install",
                folder().toString(),
                "--node-files");

        assertThat(run.code()).isZero();
        assertThat(run.err())
                .isEqualTo(CLUSTER + DISTRIBUTION
                        + "for the distribution hosted it is not known which files of the node those are.\n"
                        + DISTRIBUTION + STORE + NEEDED_KEY
                        + "there is no usual answer to this one.\n"
                        + NEEDED_KEY + SCHEDULE);
    }

    @Test
    void whatStandsOnTheCommandLineIsNotAsked() {
        ScriptedRun run = run(
                "\n\n",
                "install",
                folder().toString(),
                "--cluster=prod",
                "--distribution=k3s",
                "--schedule=5 */6 * * *");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEqualTo(STORE + KEY);
    }

    @Test
    void nothingIsAskedOfAMistakeOnTheCommandLineOrAFolderThatIsFull() throws IOException {
        Files.createDirectories(folder().resolve("mine"));

        ScriptedRun mistake = answered("--distribution=kubeadn", "--time-zone=Berlin");
        ScriptedRun full = answered();

        assertThat(mistake.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(mistake.err()).contains("found 'kubeadn'", "found 'Berlin'").doesNotContain(CLUSTER);
        assertThat(full.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(full.err()).contains("not an empty folder").doesNotContain(CLUSTER);
    }

    @Test
    void answersThatEndWriteNothing() {
        ScriptedRun run = answered("prod", "k3s");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("the answers ended before the last question, and nothing was written");
        assertThat(folder()).doesNotExist();
    }

    private Path folder() {
        return temporary.resolve("backups");
    }

    /** What begins with two dashes stands on the command line. */
    private ScriptedRun answered(String... answers) {
        return run(
                Stream.of(answers)
                        .filter(answer -> !answer.startsWith("--"))
                        .map(answer -> answer + "\n")
                        .reduce("", String::concat),
                Stream.concat(
                                Stream.of("install", folder().toString()),
                                Stream.of(answers).filter(answer -> answer.startsWith("--")))
                        .toArray(String[]::new));
    }

    private static ScriptedRun run(String answers, String... line) {
        ByteArrayInputStream typed = new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8));
        return ScriptedRun.of(
                List.of(new InstallVerb(call -> new Dialogue(typed, call.err(), call.cancellation(), true))), line);
    }
}
