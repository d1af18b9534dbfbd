package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.config.Setting;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.restore.Activity;
import io.etcdbr.kubectl.restore.Conversation;
import io.etcdbr.kubectl.restore.Preparation;
import io.etcdbr.progress.Progress;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Shows on standard error what happens, and asks at the terminal. The plan goes to standard output, or before a question to standard
 * error if that is for one object only.
 */
final class TerminalConversation implements Conversation, Activity {
    private static final String KEY = "AGE-SECRET-KEY-1";

    private final Invocation call;
    private final Questions questions;
    private final byte[] identities;
    private final boolean json;
    private final boolean sure;
    private Progress.Task task = Progress.Task.NONE;

    /** What whoever is asked has not seen, since standard output is for the result alone. */
    private Optional<Preparation> unseen = Optional.empty();

    /** Of a command that opens no backup. */
    TerminalConversation(Invocation call, Questions questions, boolean json, boolean sure) {
        this(call, questions, new byte[0], json, sure);
    }

    /**
     * @param identities the private keys that were given; empty if none were
     * @param json whether standard output is for one object only
     * @param sure whether nothing is asked
     */
    TerminalConversation(Invocation call, Questions questions, byte[] identities, boolean json, boolean sure) {
        this.call = call;
        this.questions = questions;
        this.identities = identities.clone();
        this.json = json;
        this.sure = sure;
    }

    @Override
    public Activity activity() {
        return this;
    }

    @Override
    public synchronized void begins(String what) {
        task.close();
        task = call.progress().begin(PlanText.safe(what), OptionalLong.empty());
    }

    @Override
    public synchronized void says(String sentence) {
        task.close();
        task = Progress.Task.NONE;
        call.err().println(PlanText.safe(sentence));
    }

    @Override
    public synchronized Progress progress() {
        task.close();
        task = Progress.Task.NONE;
        return call.progress();
    }

    /** Ends what is shown. */
    synchronized void ends() {
        task.close();
        task = Progress.Task.NONE;
    }

    @Override
    public void shows(Preparation preparation) {
        ends();
        if (json) {
            unseen = Optional.of(preparation);
        } else {
            print(preparation, call.out(), call.terminal().colour());
        }
    }

    private void print(Preparation preparation, PrintStream to, boolean colour) {
        to.print(new PlanText(call.terminal().width(), colour, call.clock().instant()).of(preparation));
        to.flush();
    }

    @Override
    public boolean confirms(RestorePlan plan) {
        ends();
        if (sure) {
            return true;
        }
        requireSomebodyToConfirm();
        unseen.ifPresent(preparation -> print(preparation, call.err(), false));
        String name = plan.cluster().name().value();
        String typed = questions.ask("Type the cluster's name, " + name + ", to restore it; anything else ends this: ");
        if (!typed.strip().equals(name)) {
            call.err().println("'" + PlanText.safe(typed.strip()) + "' is not '" + name + "'. Nothing was changed.");
            return false;
        }
        return true;
    }

    /** @throws EtcdbrException {@link ExitCode#USAGE} if it is to be asked whether to restore, and nobody is there */
    void requireSomebodyToConfirm() {
        if (!sure) {
            requireTerminal(
                    "a restore is to be confirmed",
                    "Say --yes if nobody is there to ask, or --dry-run to see the plan only");
        }
    }

    /** Only who typed Ctrl-C is there to answer: SIGTERM and SIGHUP come from elsewhere, and soon comes worse. */
    @Override
    public boolean discards(RestorePlan plan) {
        ends();
        boolean typed = call.cancellation()
                .reason()
                .filter(why -> why.code() == ExitCode.INTERRUPTED)
                .isPresent();
        if (sure || !typed || !questions.possible()) {
            return true;
        }
        return !questions
                .ask("Stopped before GO; the cluster is as it was. Remove what was staged on "
                        + String.join(", ", plan.nodes()) + "? [Y/n] ")
                .strip()
                .toLowerCase(Locale.ROOT)
                .startsWith("n");
    }

    @Override
    public byte[] forBackup(String backup) {
        if (identities.length > 0) {
            return identities.clone();
        }
        ends();
        requireTerminal(
                "backup " + backup + " is encrypted, and no --identity is given",
                "Give the age private key with --identity FILE");
        String typed = questions
                .askSecret("Backup " + backup
                        + " is encrypted. File with its age private key, or the key itself (is not shown): ")
                .strip();
        return typed.startsWith(KEY) ? (typed + "\n").getBytes(StandardCharsets.UTF_8) : content(typed);
    }

    private static byte[] content(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            throw new EtcdbrException(
                    ExitCode.IDENTITY,
                    "there is no readable file of that name with an age private key ("
                            + e.getClass().getSimpleName() + ")",
                    "Give it with " + Setting.IDENTITIES.flag() + " FILE");
        }
    }

    private void requireTerminal(String what, String remedy) {
        if (!questions.possible()) {
            throw new EtcdbrException(
                    ExitCode.USAGE, what + ", and standard input or standard error is no terminal", remedy);
        }
    }

    /** How questions reach a person. */
    interface Questions {
        boolean possible();

        /** Without the line's end; empty if there is none. */
        String ask(String question);

        /** The same, and what is typed is not shown. */
        String askSecret(String question);

        /** Of this process's terminal. */
        static Questions of(Invocation call) {
            return new ConsoleQuestions(call);
        }
    }
}
