package io.etcdbr.cancellation;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LostExceptionsTest {
    private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

    @AfterEach
    void restore() {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    /** The default would show it on standard error. */
    @Test
    void whatAnActionThrowsIsShownToNobody() throws Exception {
        List<Throwable> shown = new CopyOnWriteArrayList<>();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> shown.add(e));
        CompletableFuture<Thread> acting = new CompletableFuture<>();
        Cancellation cancellation = new Cancellation();
        cancellation.onCancel(() -> {
            acting.complete(Thread.currentThread());
            throw new IllegalStateException("the connection broke off");
        });

        cancellation.cancel(new Failure(ExitCode.INTERRUPTED, "Ctrl-C", ""));

        acting.get(60, TimeUnit.SECONDS).join();
        assertThat(shown).isEmpty();
    }
}
