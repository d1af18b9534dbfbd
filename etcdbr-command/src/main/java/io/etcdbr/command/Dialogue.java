package io.etcdbr.command;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.progress.StandardStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Questions to a person at a terminal. */
public final class Dialogue {
    private final BufferedReader in;
    private final PrintStream out;
    private final Cancellation cancellation;
    private final boolean possible;

    /** @param possible whether somebody is there */
    public Dialogue(InputStream in, PrintStream out, Cancellation cancellation, boolean possible) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.cancellation = cancellation;
        this.possible = possible;
    }

    /** On standard input and standard error, if both are a terminal. */
    public static Dialogue of(Invocation call) {
        boolean possible = call.in() == System.in
                && call.err() == System.err
                && StandardStream.INPUT.isTerminal()
                && StandardStream.ERROR.isTerminal();
        return new Dialogue(call.in(), call.err(), call.cancellation(), possible);
    }

    public boolean possible() {
        return possible;
    }

    /** Whether the answer is yes; nothing, anything else and the end of the input are no. */
    public boolean isTold(String question) {
        String answer = line(question + " [y/N] ").orElse("").strip().toLowerCase(Locale.ROOT);
        return answer.equals("y") || answer.equals("yes");
    }

    /** The line that is answered, nothing at the end of the input. */
    public Optional<String> line(String prompt) {
        out.print(prompt);
        out.flush();
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        // Reading from a terminal cannot be interrupted; a signal ends the waiting, and the thread ends with the
        // process.
        Thread.ofPlatform().daemon().name("answer").start(() -> read(answer));
        try (Cancellation.Registration _ = cancellation.onCancel(() -> answer.complete(Optional.empty()))) {
            Optional<String> line = answer.join();
            cancellation.check();
            return line;
        }
    }

    private void read(CompletableFuture<Optional<String>> answer) {
        try {
            answer.complete(Optional.ofNullable(in.readLine()));
        } catch (IOException e) {
            answer.complete(Optional.empty());
        }
    }
}
