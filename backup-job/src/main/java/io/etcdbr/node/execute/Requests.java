package io.etcdbr.node.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * How a person's request comes to a running executor: by a file that it takes away.
 *
 * @param file that is there as long as the request was not taken
 */
record Requests(Path file) {

    /** Leaves a request; a later one replaces it. */
    void leave(Request request) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, request.text());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether it was not taken yet. */
    boolean isThere() {
        return Files.exists(file);
    }

    /** The request, which is gone then; empty if there is none or it cannot be read. */
    Optional<Request> take() {
        try {
            if (!isThere()) {
                return Optional.empty();
            }
            String text = Files.readString(file).strip();
            Files.delete(file);
            return Request.parse(text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
