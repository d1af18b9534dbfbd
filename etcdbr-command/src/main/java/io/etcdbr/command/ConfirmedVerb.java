package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A verb by which backups are lost: it shows what would be lost and asks. It must know a dry run, with the lost backups as
 * names; if it chooses them by itself, it must know {@link Setting#EXPECT}, too, so that no others are lost than those shown.
 */
public final class ConfirmedVerb implements Verb {
    private final Verb verb;
    private final Function<Invocation, Dialogue> dialogues;

    public ConfirmedVerb(Verb verb) {
        this(verb, Dialogue::of);
    }

    /** @param dialogues with whom to speak */
    ConfirmedVerb(Verb verb, Function<Invocation, Dialogue> dialogues) {
        this.verb = verb;
        this.dialogues = dialogues;
    }

    @Override
    public String name() {
        return verb.name();
    }

    @Override
    public String summary() {
        return verb.summary();
    }

    @Override
    public List<String> description() {
        return Stream.concat(
                        verb.description().stream(),
                        Stream.of(
                                "Shows what would be lost and asks; with --yes it does not. Without a terminal to ask on it"
                                        + " does nothing unless told --yes."))
                .toList();
    }

    @Override
    public List<String> examples() {
        return verb.examples();
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(verb.settings().stream(), Stream.of(Setting.YES)).toList();
    }

    @Override
    public String meaning(Setting setting) {
        return setting == Setting.YES ? "do not ask" : verb.meaning(setting);
    }

    @Override
    public List<Argument> arguments() {
        return verb.arguments();
    }

    @Override
    public Outcome run(Invocation call) {
        boolean asks = call.settings().read(settings -> !settings.isOn(Setting.DRY_RUN) && !settings.isOn(Setting.YES));
        if (!asks) {
            return verb.run(call);
        }
        Dialogue dialogue = dialogues.apply(call);
        if (!dialogue.possible()) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "'" + name() + "' deletes backups, and there is no terminal to ask whether it may",
                    "Look at what it would do with --dry-run, then say --yes");
        }
        return verb instanceof SharedVerb shared
                ? shared.sharing(call, prepared -> ask(prepared, call, dialogue))
                : ask(verb, call, dialogue);
    }

    private static Outcome ask(Verb verb, Invocation call, Dialogue dialogue) {
        Invocation dryRun = call.with(Setting.DRY_RUN, "true");
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        Outcome found = verb.run(
                dryRun.with(Setting.OUTPUT, "name").withOut(new PrintStream(names, true, StandardCharsets.UTF_8)));
        if (found.code() != ExitCode.OK) {
            return found;
        }
        // Beside the question, so that standard output has the result alone.
        verb.run(dryRun.with(Setting.OUTPUT, "table").withOut(call.err()));
        long lost = names.toString(StandardCharsets.UTF_8).lines().count();
        if (lost == 0) {
            return Outcome.done("Nothing to delete.");
        }
        if (!dialogue.isTold("Delete " + (lost == 1 ? "this backup" : "these " + lost + " backups") + " for good?")) {
            call.err().println("Nothing was deleted.");
            return Outcome.done("Nothing was deleted.");
        }
        return verb.run(
                verb.settings().contains(Setting.EXPECT)
                        ? call.with(
                                Setting.EXPECT,
                                Sha256.digestOf(names.toByteArray()).hex())
                        : call);
    }
}
