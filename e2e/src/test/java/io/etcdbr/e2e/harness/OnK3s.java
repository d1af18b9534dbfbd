package io.etcdbr.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** k3s with its embedded etcd in a container, or each scenario skipped, by its name, where there is no Docker. */
public final class OnK3s implements ExecutionCondition {
    private static final DockerImageName IMAGE = DockerImageName.parse("rancher/k3s:v1.34.1-k3s1");
    private static final boolean DOCKER = isDockerThere();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return DOCKER || context.getTestMethod().isEmpty()
                ? ConditionEvaluationResult.enabled("Docker is there")
                : ConditionEvaluationResult.disabled("there is no Docker on this machine for a k3s of its own");
    }

    /** The cluster, started for all scenarios of this process; it ends with the process. */
    public static Optional<ClusterUnderTest> find() {
        return DOCKER ? Optional.of(Holder.CLUSTER) : Optional.empty();
    }

    private static boolean isDockerThere() {
        // The library takes long, and says much, to find that out where not even a socket is.
        boolean somewhere = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        return somewhere && DockerClientFactory.instance().isDockerAvailable();
    }

    private static final class Holder {
        static final ClusterUnderTest CLUSTER = start();

        @SuppressWarnings("resource") // Testcontainers removes it when this process ends.
        private static ClusterUnderTest start() {
            try {
                K3sContainer k3s = new K3sContainer(IMAGE);
                // Without --cluster-init k3s keeps its objects in SQLite.
                k3s.withCommand("server", "--cluster-init", "--disable=traefik", "--tls-san=" + k3s.getHost());
                k3s.start();
                loadImage(k3s);
                Path folder = Files.createTempDirectory("e2e-k3s");
                Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), k3s.getKubeConfigYaml());
                return ClusterUnderTest.of(environment(kubeconfig, k3s.getContainerId()), folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Environment environment(Path kubeconfig, String container) {
            return new Environment(
                    kubeconfig,
                    Optional.of(new Environment.NodeCommand(List.of("docker", "exec", "-i", container))),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "k3s",
                    50);
        }

        private static void loadImage(K3sContainer k3s) throws IOException {
            String there = "/tmp/etcdbr-job-image.tar";
            k3s.copyFileToContainer(
                    MountableFile.forHostPath(ClusterUnderTest.TOP.resolve(ClusterUnderTest.IMAGE)), there);
            try {
                ExecResult result = k3s.execInContainer("ctr", "-n", "k8s.io", "images", "import", there);
                if (result.getExitCode() != 0) {
                    throw new IOException("the image could not be imported: " + result.getStderr());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }
}
