package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** {@code kubectl etcdbr completion}. */
final class CompletionVerb implements Verb {
    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    @Override
    public String name() {
        return "completion";
    }

    @Override
    public String summary() {
        return "Print the script with which bash, zsh or fish completes kubectl-etcdbr";
    }

    @Override
    public List<String> description() {
        return List.of(
                "'kubectl etcdbr' itself is completed by kubectl's own completion, if kubectl_complete-etcdbr is in"
                        + " PATH beside kubectl-etcdbr. This script is for 'kubectl-etcdbr' without kubectl.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "completion bash > /etc/bash_completion.d/kubectl-etcdbr",
                "completion zsh > /usr/local/share/zsh/site-functions/_kubectl-etcdbr",
                "completion fish > ~/.config/fish/completions/kubectl-etcdbr.fish");
    }

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.required("bash|zsh|fish", "The shell."));
    }

    @Override
    public Outcome run(Invocation call) {
        String shell = call.settings().read(settings -> {
            // That one is missing was noted when the command line was read.
            String given = call.argument().orElse("bash");
            if (!SHELLS.contains(given)) {
                settings.mistake("expected " + String.join(", ", SHELLS) + ", found '" + given + "'");
            }
            return given;
        });
        try (InputStream script = CompletionVerb.class.getResourceAsStream("completion." + shell)) {
            call.out().print(new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("a resource of the program cannot be read", e);
        }
        return Outcome.done("Script printed.");
    }
}
