package io.etcdbr.kubectl.command;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.command.Dialogue;
import io.etcdbr.command.Invocation;
import io.etcdbr.config.Setting;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Questions on standard error, answered on standard input: standard output may be a file or a pipe meanwhile, and then the JDK has no
 * console. Ctrl-C ends the waiting for an answer.
 */
record ConsoleQuestions(Invocation call) implements TerminalConversation.Questions {

    @Override
    public boolean possible() {
        return Dialogue.of(call).possible();
    }

    @Override
    public String ask(String question) {
        // A question that is asked because of Ctrl-C is not ended by it.
        Cancellation cancellation = call.cancellation().reason().isPresent() ? new Cancellation() : call.cancellation();
        return new Dialogue(call.in(), call.err(), cancellation, true)
                .line(question)
                .orElse("");
    }

    @Override
    public String askSecret(String question) {
        if (!echo("-echo")) {
            throw new EtcdbrException(
                    ExitCode.USAGE,
                    "a private key is to be typed, and stty, which hides what is typed, does not work here",
                    "Give the key with " + Setting.IDENTITIES.flag() + " FILE");
        }
        try {
            return ask(question);
        } finally {
            echo("echo");
            call.err().println();
        }
    }

    private static boolean echo(String mode) {
        try {
            Process stty = new ProcessBuilder("stty", mode)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (stty.waitFor(20, TimeUnit.SECONDS)) {
                return stty.exitValue() == 0;
            }
            stty.destroy();
            return false;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
