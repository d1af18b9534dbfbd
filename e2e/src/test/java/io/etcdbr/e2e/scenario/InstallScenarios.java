package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.e2e.harness.AdminShell;
import io.etcdbr.e2e.harness.AgeKey;
import io.etcdbr.e2e.harness.ClusterUnderTest;
import io.etcdbr.e2e.harness.Installation;
import io.etcdbr.e2e.harness.OnACluster;
import io.etcdbr.e2e.store.SftpPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to a backup, as a newcomer goes: {@code kubectl etcdbr install}, and then the lines that it prints, as they are. */
@ExtendWith(OnACluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
class InstallScenarios {
    private static final String OVERLAY = "backups";

    private @Nullable AdminShell shell;
    private @Nullable SftpPlace place;
    private @Nullable AgeKey key;
    private List<String> next = List.of();

    @BeforeAll
    void prepare(@TempDir Path folder) throws Exception {
        ClusterUnderTest cluster = OnACluster.find().orElse(null);
        if (cluster == null) {
            return;
        }
        key = AgeKey.make(folder);
        place = SftpPlace.start(cluster.addressOfThisMachine(), folder, List.of());
        shell = cluster.shell(folder);
        Files.writeString(folder.resolve("id_ed25519"), place().secret().get("key"));
        Files.writeString(folder.resolve("known_hosts"), place().secret().get("known_hosts"));
        // No cluster is asked, so none need be there.
        String said = new AdminShell(folder.resolve("no-kubeconfig"), folder)
                .run("kubectl etcdbr install " + OVERLAY + " --cluster newcomer --distribution "
                        + cluster.environment().distribution() + " --recipient " + key.recipient() + " --store '"
                        + place().url() + "'");
        next = said.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("kubectl "))
                .toList();
    }

    @AfterAll
    void remove() throws Exception {
        if (shell != null) {
            shell.run("kubectl delete -k " + OVERLAY + " --ignore-not-found --timeout=150s");
        }
        if (place != null) {
            place.close();
        }
    }

    @Test
    @Order(1)
    void kustomizeBuildsWhatInstallWrote() throws IOException {
        assertThat(shell().run("kubectl kustomize " + OVERLAY))
                .contains("kind: CronJob", "cluster: newcomer", place().url())
                .contains(Objects.requireNonNull(key).recipient());
    }

    @Test
    @Order(2)
    void theLinesThatInstallPrintsLeadToABackup() throws IOException {
        assertThat(next).as("the lines that install printed").hasSize(4);

        for (String line : next) {
            shell().run(line);
        }

        // The schedule may have made one meanwhile.
        assertThat(shell().run("kubectl etcdbr list -o name").lines()).isNotEmpty();
        assertThat(shell().run("kubectl etcdbr describe latest")).contains("newcomer");
        assertThat(shell().run("kubectl etcdbr verify latest --depth best --identity key.txt"))
                .contains("sound");
    }

    @Test
    @Order(3)
    void kubectlPassesFlagsErrorsAndExitCodesOn() throws IOException {
        assertThat(shell().run("kubectl etcdbr list -n " + Installation.NAMESPACE + " -o name"))
                .isNotBlank();
        assertThat(shell().ask("kubectl etcdbr delete latest --yes").code()).isEqualTo(2);
        assertThat(shell().ask("kubectl etcdbr list -n default").err())
                .contains("--etcdbr-namespace " + Installation.NAMESPACE);
    }

    @Test
    @Order(4)
    void kubectlCompletesTheCommands() throws IOException {
        assertThat(shell().run("kubectl __complete etcdbr ''").lines())
                .anyMatch(line -> line.startsWith("backup"))
                .anyMatch(line -> line.startsWith("restore"));
    }

    private AdminShell shell() {
        return Objects.requireNonNull(shell);
    }

    private SftpPlace place() {
        return Objects.requireNonNull(place);
    }
}
