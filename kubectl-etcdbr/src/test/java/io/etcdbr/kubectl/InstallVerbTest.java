package io.etcdbr.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstallVerbTest {
    private static final String RECIPIENT = "age1ealsmm9r3cgtk8f92md774a3fxy0pd7eaqrmwd9qkhdfc204t43swm9ck9";

    @TempDir
    private Path temporary;

    @Test
    void theFolderHasAllThatKustomizeNeedsAndTheNextCommandsArePrinted() throws IOException {
        Path folder = temporary.resolve("backups");

        PluginRun run = PluginRun.of(
                "install",
                folder.toString(),
                "--store=s3://b/etcd?region=eu",
                "--distribution=k3s",
                "--cluster=prod",
                "--recipient=" + RECIPIENT,
                "--keep-daily=3",
                "--schedule=*/10 * * * *",
                "--node-files");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("""
                Written to %1$s. Next:

                  # Import the image on every control-plane node first, see docs/install.md.
                  kubectl apply -k %1$s
                  # The files that --from-file names are yours to make, with what the names say in them.
                  kubectl -n etcdbr-system create secret generic etcdbr-s3 --from-file=access-key --from-file=secret-key
                  kubectl etcdbr check
                  kubectl etcdbr backup --wait
                """.formatted(folder));
        assertThat(folder.resolve("base/06.CronJob.etcdbr-backup.yaml"))
                .hasSameTextualContentAs(Path.of("../manifests/06.CronJob.etcdbr-backup.yaml"));
        assertThat(Files.readString(folder.resolve("kustomization.yaml")))
                .contains("""
                        components:
                          - components/distributions/k3s
                          - components/stores/s3
                          - components/node-files/k3s
                        """, "value: \"*/10 * * * *\"", "value: 500\n");
        assertThat(Files.readString(folder.resolve("settings.yaml")))
                .contains("    cluster: prod\n", "      - " + RECIPIENT, "    keep-daily: 3\n")
                .doesNotContain("keep-weekly")
                .contains(
                        "  store-s3: \"s3://b/etcd?region=eu&access-key-file=/etc/etcdbr/s3/access-key&secret-key-file=/etc/etcdbr/s3/secret-key\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "s3://b/etcd --from-file=access-key,--from-file=secret-key",
                "s3://b/etcd?ca-file=/etc/etcdbr/s3/ca.crt --from-file=access-key,--from-file=ca.crt,--from-file=secret-key",
                "s3://b/etcd?credentials-file=/etc/etcdbr/s3/aws --from-file=aws",
                "sftp://u@h/etcd --from-file=key=id_ed25519,--from-file=known_hosts",
                "sftp://u@h/etcd?known-hosts=/etc/etcdbr/sftp/hosts --from-file=hosts,--from-file=key=id_ed25519",
                "sftp://u@h/etcd?password-file=/etc/etcdbr/sftp/password --from-file=known_hosts,--from-file=password"
            })
    void theSecretHasTheKeysThatTheUrlNames(String url, String keys) throws IOException {
        Path folder = temporary.resolve("backups");

        PluginRun run = PluginRun.of("install", folder.toString(), "--store=" + url);

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("create secret generic etcdbr-" + url.replaceFirst(":.*", "") + " " + keys.replace(",", " ")
                        + "\n");
        assertThat(Files.readString(folder.resolve("kustomization.yaml"))).doesNotContain("optional:");
        assertThat(Files.readString(folder.resolve("settings.yaml")))
                .as("what the program would refuse as said twice")
                .containsOnlyOnce(url.startsWith("s3") ? "store-s3" : "known-hosts");
    }

    @Test
    void whoLogsInWithAPasswordNeedsNoKey() throws IOException {
        Path folder = temporary.resolve("backups");

        PluginRun.of("install", folder.toString(), "--store=sftp://u@h/etcd?password-file=/etc/etcdbr/sftp/password");

        assertThat(Files.readString(folder.resolve("settings.yaml"))).doesNotContain("key=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://b/etcd?profile=x",
                "s3://b/etcd?credentials-file=/mnt/aws",
                "sftp://u@h/etcd?key=/mnt/key&known-hosts=/mnt/known_hosts"
            })
    void aSecretOfWhichNothingIsUsedNeedNotBeThere(String url) throws IOException {
        Path folder = temporary.resolve("backups");

        PluginRun run = PluginRun.of("install", folder.toString(), "--store=" + url);

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).doesNotContain("secret");
        assertThat(Files.readString(folder.resolve("kustomization.yaml")))
                .contains("- name: " + url.replaceFirst(":.*", "") + "\n", "optional: true\n");
    }

    @Test
    void whatIsInTheFolderIsNotWrittenOver() throws IOException {
        Path mine = Files.writeString(temporary.resolve("settings.yaml"), "mine");

        PluginRun run = PluginRun.of("install", temporary.toString(), "--store=file:///var/backups/etcdbr");

        assertThat(run.code()).isEqualTo(33);
        assertThat(run.err()).contains("is there already, and not an empty folder");
        assertThat(mine).hasContent("mine");
    }

    @Test
    void allThatIsWrongIsToldAtOnceAndNothingIsWritten() {
        Path folder = temporary.resolve("no");

        PluginRun run = PluginRun.of(
                "install",
                folder.toString(),
                "--store=ftp://x/y",
                "--schedule=hourly",
                "--recipient=age1x",
                "--node-files");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("expected s3://bucket/prefix, sftp://user@host/directory, nfs://server/path")
                .contains("expected five fields such as")
                .contains("--recipient");
        assertThat(folder).doesNotExist();
    }

    @Test
    void aHostedControlPlaneGetsItsNamespaceAndIsToldOfTheSecretWithItsCertificates() throws IOException {
        Path folder = temporary.resolve("hosted");

        PluginRun run = PluginRun.of(
                "install", folder.toString(), "--distribution=hosted", "--store=s3://b/etcd", "-n", "tenant-1");

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("Import the image on every node first")
                .containsSubsequence(
                        "kubectl apply -k",
                        "kubectl -n tenant-1 create secret generic etcd-client-certs --from-file=ca.crt"
                                + " --from-file=tls.crt --from-file=tls.key\n",
                        "kubectl -n tenant-1 create secret generic etcdbr-s3",
                        "kubectl etcdbr check -n tenant-1");
        assertThat(Files.readString(folder.resolve("kustomization.yaml"))).contains("namespace: tenant-1\n");
    }

    @Test
    void whatCannotWorkForAHostedControlPlaneIsRefused() {
        Path folder = temporary.resolve("no");

        PluginRun run = PluginRun.of(
                "install", folder.toString(), "--distribution=hosted", "--store=file:///var/backups/etcdbr");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("run in the namespace of its etcd, where its certificates are: name that")
                .contains("may not write to a directory of a node: expected s3:, sftp: or nfs:");
        assertThat(folder).doesNotExist();
    }

    @Test
    void certificatesInASecretAreSaidToBeMade() {
        assertThat(PluginRun.of(
                                "install",
                                temporary.resolve("uk8s").toString(),
                                "--distribution=certs-from-secret",
                                "--store=file:///var/backups/etcdbr")
                        .out())
                .contains("kubectl -n etcdbr-system create secret generic uk8s-etcd-backup-cert --from-file=etcd.pem"
                        + " --from-file=etcd-key.pem\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"certs-from-secret", "hosted"})
    void filesOfTheNodeAreNotLeftOutWithoutAWord(String distribution) {
        PluginRun run = PluginRun.of(
                "install",
                temporary.resolve("no").toString(),
                "--distribution=" + distribution,
                "--store=s3://b/etcd",
                "-n",
                "tenant-1",
                "--recipient=" + RECIPIENT,
                "--node-files");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "for the distribution " + distribution + " it is not known which files of the node those are");
    }

    @Test
    void withoutAStoreAndATerminalItSaysSo() {
        assertThat(PluginRun.of("install", temporary.resolve("x").toString()).err())
                .contains("no store is named, and there is no terminal to ask for one");
    }
}
