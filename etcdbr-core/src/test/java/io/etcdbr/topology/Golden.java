package io.etcdbr.topology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Manifests as distributions write them. */
final class Golden {
    private Golden() {}

    static byte[] bytes(String file) {
        try (InputStream in = Golden.class.getResourceAsStream("/topology/" + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Container container(Component component, String file) throws TopologyException {
        return StaticPod.parse(file, bytes(file)).running(component).orElseThrow();
    }
}
