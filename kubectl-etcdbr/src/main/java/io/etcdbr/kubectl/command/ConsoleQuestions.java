package io.etcdbr.kubectl.command;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.command.Invocation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.progress.StandardStream;
import java.io.Console;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Questions at the terminal of this process. Ctrl-C ends the waiting for an answer. */
record ConsoleQuestions(Invocation call) implements TerminalConversation.Questions {

    @Override
    public boolean possible() {
        return call.in() == System.in && StandardStream.INPUT.isTerminal() && System.console() != null;
    }

    @Override
    public String ask(String question) {
        return answer(
                () -> console().map(console -> console.readLine("%s", question)).orElse(""));
    }

    @Override
    public String askSecret(String question) {
        return answer(() -> console()
                .map(console -> console.readPassword("%s", question))
                .map(String::new)
                .orElse(""));
    }

    private static Optional<Console> console() {
        return Optional.ofNullable(System.console());
    }

    private String answer(Supplier<String> reading) {
        CompletableFuture<String> typed = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("question").start(() -> {
            try {
                String line = reading.get();
                typed.complete(line == null ? "" : line);
            } catch (RuntimeException e) {
                typed.completeExceptionally(e);
            }
        });
        // A question that is asked because of Ctrl-C is not ended by it.
        boolean cancelled = call.cancellation().reason().isPresent();
        try (Cancellation.Registration _ = cancelled
                ? new Cancellation().onCancel(() -> {})
                : call.cancellation()
                        .onCancel(() -> typed.completeExceptionally(
                                new EtcdbrException(call.cancellation().reason().orElseThrow())))) {
            return typed.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failed ? failed : e;
        }
    }
}
