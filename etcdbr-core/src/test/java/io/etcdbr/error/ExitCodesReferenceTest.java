package io.etcdbr.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@code mvn test -Dtest=ExitCodesReferenceTest -Detcdbr.updateDocs=true} writes the document anew. */
class ExitCodesReferenceTest {
    private static final Path DOCUMENT = Path.of("../docs/reference/exit-codes.md");

    @Test
    void theReferenceSaysWhatTheEnumSays() throws IOException {
        StringBuilder expected = new StringBuilder("""
                # Exit codes

                Every etcdbr program ends with one of these. They are an API: a number never changes its meaning.

                | Number | Name | Meaning | Since |
                |---|---|---|---|
                """);
        for (ExitCode code : ExitCode.values()) {
            expected.append("| %d | `%s` | %s | 0.1 |%n".formatted(code.number(), code.name(), code.meaning()));
        }
        expected.append("""

                With `--log-format json` or `-o json` a failure is one JSON object on standard error:

                ```json
                {"error":{"kind":"user","code":"NOT_FOUND","exitCode":30,"problem":"…","remedy":"…"}}
                ```

                `kind` is `user` (the request cannot be met), `environment` (etcd, a store, the cluster, a disk or a signal) or `ours` (a defect
                of etcdbr; `stackTrace` is then there as well). Numbers above 128 follow the shell: 128 and the signal's number.

                A backup that was stopped (130, 143) removes what it had sent and not finished, as far as the store answers within 10 seconds. What
                remains then, or after a stop "by force", is never listed as a backup, and `prune` removes it after a day. A process that was killed
                (137) has said nothing, and the same holds for what it left.
                """);
        if (Boolean.getBoolean("etcdbr.updateDocs")) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, expected);
        }

        assertThat(DOCUMENT).hasContent(expected.toString());
    }

    @Test
    void numbersAreUnique() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number)).doesNotHaveDuplicates();
    }
}
