package io.etcdbr.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.bbolt.PagesFuzz;
import io.etcdbr.etcddb.EntriesFuzz;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The inputs that {@code etc/fuzz} starts from, and those that once broke something. */
class FuzzInputsTest {

    static List<Path> pages() throws IOException, URISyntaxException {
        return inputs("PagesFuzz");
    }

    static List<Path> entries() throws IOException, URISyntaxException {
        return inputs("EntriesFuzz");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pagesAreReadOrRefused(Path input) throws IOException {
        PagesFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void entriesAreReadOrRefused(Path input) throws IOException {
        EntriesFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
    }

    private static List<Path> inputs(String target) throws IOException, URISyntaxException {
        Path directory = Path.of(Objects.requireNonNull(FuzzInputsTest.class.getResource("/fuzz/" + target))
                .toURI());
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> inputs = files.toList();
            assertThat(inputs).isNotEmpty();
            return inputs;
        }
    }
}
