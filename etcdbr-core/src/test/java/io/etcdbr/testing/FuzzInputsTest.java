package io.etcdbr.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.bbolt.PagesFuzz;
import io.etcdbr.etcddb.EntriesFuzz;
import io.etcdbr.etcddb.SnapshotFuzz;
import io.etcdbr.restore.journal.JournalFuzz;
import io.etcdbr.restore.plan.PlanFuzz;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The inputs that {@code etc/fuzz} starts from, and those that once broke something. */
class FuzzInputsTest {
    private static final Map<String, Target> TARGETS = Map.of(
            "PagesFuzz", PagesFuzz::fuzzerTestOneInput,
            "EntriesFuzz", EntriesFuzz::fuzzerTestOneInput,
            "SnapshotFuzz", SnapshotFuzz::fuzzerTestOneInput,
            "JournalFuzz", JournalFuzz::fuzzerTestOneInput,
            "PlanFuzz", PlanFuzz::fuzzerTestOneInput);

    @FunctionalInterface
    private interface Target {
        void take(byte[] input) throws IOException;
    }

    static Set<String> targets() {
        return TARGETS.keySet();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void whatIsThereIsReadOrRefused(String name) throws IOException, URISyntaxException {
        Target target = Objects.requireNonNull(TARGETS.get(name));
        try (Stream<Path> files = Files.list(root().resolve(name))) {
            List<Path> inputs = files.toList();
            assertThat(inputs).isNotEmpty();
            for (Path input : inputs) {
                target.take(Files.readAllBytes(input));
            }
        }
    }

    @Test
    void everyTargetHasInputs() throws IOException, URISyntaxException {
        try (Stream<Path> folders = Files.list(root())) {
            assertThat(folders.map(folder -> String.valueOf(folder.getFileName())))
                    .containsExactlyInAnyOrderElementsOf(TARGETS.keySet());
        }
    }

    private static Path root() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(FuzzInputsTest.class.getResource("/fuzz"))
                .toURI());
    }
}
