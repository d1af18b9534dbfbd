package io.etcdbr.kubectl.kubeconfig;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a user proves who they are, besides a client certificate. None prints a secret. */
public sealed interface Credential {

    /** By the certificate alone, or not at all. */
    record None() implements Credential {}

    record Token(String value) implements Credential {
        @Override
        public String toString() {
            return "Token[redacted]";
        }
    }

    /** Read anew for every call: it may be replaced at any time. */
    record TokenFile(Path file) implements Credential {}

    record Password(String user, String value) implements Credential {
        @Override
        public String toString() {
            return "Password[user=" + user + ", redacted]";
        }
    }

    /**
     * A program that says who one is (client.authentication.k8s.io).
     *
     * @param title for messages
     * @param command looked for in PATH unless it holds a slash; then relative to the kubeconfig
     * @param clusterInfo whether it wants to know the cluster
     */
    record Program(
            String title,
            String command,
            List<String> arguments,
            Map<String, String> environment,
            String apiVersion,
            Interactive interactive,
            boolean clusterInfo,
            Optional<String> installHint)
            implements Credential {}

    /** One of the ways that newer kubectl no longer knows, but the Kubernetes client for Java does. */
    record Provider(String name) implements Credential {}

    /** Whether such a program may ask the person at the terminal. */
    enum Interactive {
        NEVER,
        IF_AVAILABLE,
        ALWAYS
    }
}
