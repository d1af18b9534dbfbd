package io.etcdbr.topology;

import java.util.Optional;

/**
 * An HTTP request by which kubelet asks whether a container is ready.
 *
 * @param host empty for the pod's own address
 * @param port a number, or the name of a port of the container
 */
public record Probe(String scheme, Optional<String> host, String port, String path) {

    static Optional<Probe> of(Yaml probe) throws TopologyException {
        Optional<Yaml> http = probe.child("httpGet");
        if (http.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Probe(
                http.get().text("scheme").orElse("HTTP"),
                http.get().text("host"),
                http.get().required("port"),
                http.get().text("path").orElse("/")));
    }
}
