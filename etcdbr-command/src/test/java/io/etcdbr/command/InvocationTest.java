package io.etcdbr.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.config.Settings;
import io.etcdbr.format.Tool;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InvocationTest {
    private final List<String> writes = new ArrayList<>();

    @Test
    void aResultIsWrittenAtOnceSoThatNoReaderOfItsBeginningBreaksItOff() {
        Invocation call = call(new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }
        });

        call.print(OutputFormat.TABLE, (_, out) -> out.append("one\n").append("two ✓\n"));

        assertThat(writes).containsExactly("one\ntwo ✓\n");
    }

    private static Invocation call(ByteArrayOutputStream bytes) {
        PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        return new Invocation(
                new Program("test", new Tool("test", "1"), "Tests.", List.of(), List.of()),
                Map.of(),
                Settings.merge(Map.of(), Map.of(), Map.of(), List.of()),
                List.of(),
                new ByteArrayInputStream(new byte[0]),
                out,
                out,
                new Invocation.Terminal(0, false),
                Progress.NONE,
                new Cancellation(),
                Clock.systemUTC());
    }
}
