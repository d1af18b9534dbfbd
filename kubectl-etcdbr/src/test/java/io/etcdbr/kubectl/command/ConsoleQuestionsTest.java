package io.etcdbr.kubectl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Program;
import io.etcdbr.config.Settings;
import io.etcdbr.format.Tool;
import io.etcdbr.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** At a real terminal, while standard output goes to a file. */
@Timeout(300)
class ConsoleQuestionsTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    @TempDir
    private Path folder;

    /** Runs in a process of its own: asks, and says the answer on standard output. */
    static final class Asking {
        private Asking() {}

        public static void main(String[] arguments) {
            TerminalConversation.Questions questions = TerminalConversation.Questions.of(new Invocation(
                    new Program("test", new Tool("test", "1"), "Tests.", List.of(), List.of()),
                    Map.of(),
                    Settings.merge(Map.of(), Map.of(), Map.of(), List.of()),
                    List.of(),
                    System.in,
                    System.out,
                    System.err,
                    new Invocation.Terminal(0, false),
                    Progress.NONE,
                    new Cancellation(),
                    Clock.systemUTC()));
            System.out.print(questions.possible() + " ");
            System.out.print(arguments[0].equals("secret") ? questions.askSecret("Key? ") : questions.ask("Name? "));
        }
    }

    @BeforeEach
    void scriptMakesATerminal() {
        assumeThat(SCRIPT)
                .as("util-linux's script, which gives a process a terminal")
                .exists();
    }

    @Test
    void anAnswerIsTypedThoughStandardOutputIsAFile() throws Exception {
        String shown = shown("open", "Name? ");

        assertThat(Files.readString(folder.resolve("out"))).isEqualTo("true prod");
        assertThat(shown).contains("Name? ", "prod");
    }

    @Test
    void aSecretIsNotShownThoughStandardOutputIsAFile() throws Exception {
        String shown = shown("secret", "Key? ");

        assertThat(Files.readString(folder.resolve("out"))).isEqualTo("true prod");
        assertThat(shown).contains("Key? ").doesNotContain("prod");
    }

    /** What the terminal showed when {@code prod} was typed at the prompt. */
    private String shown(String how, String prompt) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                SCRIPT.toString(),
                "--quiet",
                "--flush",
                "--command",
                java + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 '" + Asking.class.getName() + "' " + how + " > '"
                        + folder.resolve("out") + "'",
                "/dev/null");
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process terminal = builder.redirectErrorStream(true).start();
        StringBuilder shown = new StringBuilder();
        InputStream screen = terminal.getInputStream();
        boolean typed = false;
        for (int b = screen.read(); b >= 0; b = screen.read()) {
            shown.append((char) b);
            if (!typed && shown.toString().endsWith(prompt)) {
                terminal.getOutputStream().write("prod\n".getBytes(StandardCharsets.UTF_8));
                terminal.getOutputStream().flush();
                typed = true;
            }
        }
        terminal.waitFor();
        return shown.toString();
    }
}
