package io.etcdbr.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.format.Tool;
import io.etcdbr.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfirmedVerbTest {
    private final Deleting deleting = new Deleting();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Would delete some backups, and remembers how it was called. */
    private static final class Deleting implements Verb {
        private final List<String> calls = new ArrayList<>();
        private final List<String> expected = new ArrayList<>();
        private List<String> lost = List.of("a", "b");

        @Override
        public String name() {
            return "delete";
        }

        @Override
        public String summary() {
            return "Delete";
        }

        @Override
        public List<String> description() {
            return List.of();
        }

        @Override
        public List<String> examples() {
            return List.of();
        }

        @Override
        public List<Setting> settings() {
            return List.of(Setting.DRY_RUN, Setting.EXPECT, Setting.OUTPUT);
        }

        @Override
        public Outcome run(Invocation call) {
            boolean dryRun = call.settings().isOn(Setting.DRY_RUN);
            String form = call.settings().text(Setting.OUTPUT).orElse("");
            call.settings().text(Setting.EXPECT).ifPresent(expected::add);
            calls.add((dryRun ? "dry " : "real ") + form);
            if (form.equals("name")) {
                lost.forEach(call.out()::println);
            } else {
                call.out().println((dryRun ? "would lose " : "lost ") + lost);
            }
            return Outcome.done("Done.");
        }
    }

    @Test
    void whatWouldBeLostIsShownBesideTheQuestionAndThenLost() {
        run("yes\n");

        assertThat(deleting.calls).containsExactly("dry name", "dry table", "real table");
        assertThat(text(err)).isEqualTo("would lose [a, b]\nDelete these 2 backups for good? [y/N] ");
        assertThat(text(out)).isEqualTo("lost [a, b]\n");
    }

    @Test
    void nothingIsLostButWhatWasShown() {
        run("yes\n");

        // printf 'a\nb\n' | sha256sum
        assertThat(deleting.expected)
                .containsExactly("911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2");
    }

    @Test
    void anythingElseIsANo() {
        for (String answer : List.of("", "\n", "no\n", "yess\n")) {
            deleting.calls.clear();
            run(answer);

            assertThat(deleting.calls).as(answer).doesNotContain("real table");
        }
        assertThat(text(err)).endsWith("Nothing was deleted.\n");
    }

    @Test
    void whereNothingWouldBeLostNobodyIsAsked() {
        deleting.lost = List.of();
        run("yes\n");

        assertThat(deleting.calls).containsExactly("dry name", "dry table");
        assertThat(text(err)).isEqualTo("would lose []\n");
    }

    private void run(String answer) {
        InputStream in = new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8));
        PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);
        Cancellation cancellation = new Cancellation();
        new ConfirmedVerb(deleting, _ -> new Dialogue(in, to, cancellation, true))
                .run(new Invocation(
                        new Program("test", new Tool("test", "1"), "Tests.", List.of(), List.of()),
                        Map.of(),
                        Settings.merge(Map.of(), Map.of(), Map.of(), List.of()),
                        List.of(),
                        in,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        to,
                        new Invocation.Terminal(0, false),
                        Progress.NONE,
                        cancellation,
                        Clock.systemUTC()));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
