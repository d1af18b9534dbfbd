package io.etcdbr.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips each scenario, by its name, where no cluster is given; one cluster serves all of them. */
public final class OnACluster implements ExecutionCondition {
    private static final Optional<Environment> ENVIRONMENT = Environment.of(System.getenv());

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        // Not the whole class: reports would then name no scenario.
        return ENVIRONMENT.isPresent() || context.getTestMethod().isEmpty()
                ? ConditionEvaluationResult.enabled("a cluster is given")
                : ConditionEvaluationResult.disabled(
                        "no cluster is given: name one in " + Environment.KUBECONFIG + ", see CONTRIBUTING.md");
    }

    /** The cluster, if one is given. */
    public static Optional<ClusterUnderTest> find() {
        return ENVIRONMENT.map(_ -> Holder.CLUSTER);
    }

    private static final class Holder {
        static final ClusterUnderTest CLUSTER = connect();

        private static ClusterUnderTest connect() {
            try {
                return ClusterUnderTest.of(ENVIRONMENT.orElseThrow(), Files.createTempDirectory("e2e"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
