package io.etcdbr.job;

import static io.etcdbr.testing.OutputFields.assertDocumented;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/reference/output.md names exactly the fields that the program says of itself. */
class OutputReferenceTest {

    @Test
    void version() throws IOException {
        assertDocumented(
                "version",
                JsonParser.parseString(ProgramRun.of("version", "-o", "json").out()));
    }

    @Test
    void theTerminationMessage(@TempDir Path folder) throws IOException {
        Path message = folder.resolve("message");
        ProgramRun.of("version", "--termination-log", message.toString());

        assertDocumented("termination message", JsonParser.parseString(Files.readString(message)));
    }
}
