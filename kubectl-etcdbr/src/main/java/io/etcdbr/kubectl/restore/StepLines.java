package io.etcdbr.kubectl.restore;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output of {@code etcdbr-node} where it tells how far it is: a JSON object a line, {@code step}, {@code done} and {@code
 * total} bytes of a step, and perhaps a result at the end.
 */
final class StepLines extends OutputStream {
    private final String node;
    private final Progress progress;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable KubeObject last;
    private String step = "";
    private long done;
    private Progress.Task task = Progress.Task.NONE;

    StepLines(String node, Progress progress) {
        this.node = node;
        this.progress = progress;
    }

    /** The last line that was an object. */
    Optional<KubeObject> last() {
        return Optional.ofNullable(last);
    }

    @Override
    public void write(int b) {
        if (b != '\n') {
            line.write(b);
            return;
        }
        try {
            if (JsonParser.parseString(line.toString(StandardCharsets.UTF_8)) instanceof JsonObject tree) {
                last = new KubeObject(tree);
                show(last);
            }
        } catch (JsonParseException e) {
            // Nothing that tells how far it is.
        }
        line.reset();
    }

    private void show(KubeObject now) {
        String name = now.text("step").orElse("");
        if (name.isEmpty()) {
            return;
        }
        if (!name.equals(step)) {
            task.close();
            step = name;
            done = 0;
            task = progress.begin(node + ": " + name, now.number("total"));
        }
        long bytes = now.number("done").orElse(done);
        task.advance(bytes - done);
        done = bytes;
    }

    @Override
    public void close() {
        task.close();
    }
}
