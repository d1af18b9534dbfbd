package io.etcdbr.e2e.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A deed that is done on a node, by the node itself, some milliseconds after the journal of a restore there reached a state. In the
 * deed {@code $id} is the restore, {@code $folder} its folder, and {@code executor} prints the executor's process.
 */
public final class AtState {
    /** Ends the executor as an end for want of memory would. */
    public static final String KILL_EXECUTOR = "kill -9 $(executor)";

    /** It does nothing more until the power is cut. */
    public static final String FREEZE_EXECUTOR = "kill -STOP $(executor)";

    private static final String SCRIPT = """
            id=%s
            folder=/etc/kubernetes/etcdbr/$id
            executor() {
                pgrep -f "^[^ ]*java .*execute $id "
            }
            # Nobody tells a watch that its scenario is over.
            looks=30000 known=
            until grep -qs '"name":"%s"' $folder/journal.jsonl; do
                [ $((looks -= 1)) -gt 0 ] || exit 1
                if [ -d $folder ]; then known=yes; elif [ $known ]; then exit 1; fi
                sleep 0.02
            done
            set -e
            %s
            echo DONE "$(tail -n 1 $folder/journal.jsonl)"
            """;

    private final String what;
    private final CompletableFuture<String> done;

    private AtState(String what, CompletableFuture<String> done) {
        this.what = what;
        this.done = done;
    }

    /** Begins to wait for it. */
    public static AtState of(Node node, String restore, String state, String deed) throws IOException {
        Process process = node.start(SCRIPT.formatted(restore, state, deed));
        CompletableFuture<String> done = new CompletableFuture<>();
        String what = "'" + deed.strip() + "' on " + node.name() + " at " + state;
        Thread.ofVirtual().start(() -> {
            StringBuilder said = new StringBuilder();
            try (BufferedReader lines = process.inputReader()) {
                String line = lines.readLine();
                while (line != null) {
                    said.append(line).append('\n');
                    if (line.startsWith("DONE")) {
                        done.complete(line);
                    }
                    line = lines.readLine();
                }
            } catch (IOException e) {
                said.append(e);
            }
            done.completeExceptionally(new AssertionError(what + " was not done: " + said));
        });
        return new AtState(what, done);
    }

    /** Waits until it is done. */
    public void await() throws InterruptedException {
        try {
            done.get(10, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError(what + " did not come to be done within 10 minutes", e);
        }
    }
}
