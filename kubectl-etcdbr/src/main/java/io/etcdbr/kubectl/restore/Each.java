package io.etcdbr.kubectl.restore;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** The same on several nodes at the same time. */
final class Each {
    private Each() {}

    /** Waits for all, and then throws the first failure in their order. */
    static <T> void of(Collection<T> nodes, Consumer<T> work) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            nodes.forEach(node -> all.add(threads.submit(() -> work.accept(node))));
            List<RuntimeException> failures = new ArrayList<>();
            for (Future<?> one : all) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    failures.add(
                            e.getCause() instanceof RuntimeException failed ? failed : new IllegalStateException(e));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    threads.shutdownNow();
                    throw new EtcdbrException(ExitCode.INTERRUPTED, "waiting for the nodes was interrupted", "");
                }
            }
            if (!failures.isEmpty()) {
                throw failures.getFirst();
            }
        }
    }
}
