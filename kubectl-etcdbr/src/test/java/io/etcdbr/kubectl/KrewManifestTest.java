package io.etcdbr.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KrewManifestTest {
    private static final Path FOLDER = Path.of("../plugin");

    @ParameterizedTest
    @CsvSource({"x86_64, amd64", "aarch64, arm64", "riscv64, riscv64"})
    void aProcessorIsNamedAsKrewKnowsIt(String machine, String name) throws IOException {
        assertThat(Programs.run("sh", FOLDER.resolve("arch").toString(), machine))
                .isEqualTo(name + "\n");
    }

    @Test
    void whoReadsItLearnsThatThePluginRestores() throws IOException {
        assertThat(Files.readString(FOLDER.resolve("krew.yaml")))
                .contains("shortDescription: Backs up and restores", "kubectl etcdbr install");
    }
}
