package io.etcdbr.kubectl.kubeconfig;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a command line says instead of the kubeconfig, by the flags that kubectl has for it and with the same consequences.
 *
 * @param user another of the kubeconfig's users than the context's
 * @param server its URL; the kubeconfig's tls-server-name was for another one, and counts no more
 * @param insecure whether any server certificate will do, whatever authority the kubeconfig has
 * @param authority instead of whatever the kubeconfig says of whom to trust
 * @param certificate goes with {@code key} or the kubeconfig's, and both beside how else the user logs in
 */
public record Overrides(
        Optional<String> user,
        Optional<String> server,
        Optional<String> tlsServerName,
        boolean insecure,
        Optional<Path> authority,
        Optional<Path> certificate,
        Optional<Path> key) {
    public static final Overrides NONE = new Overrides(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    Entry cluster(Entry found) {
        Map<String, Object> fields = new HashMap<>(found.fields());
        server.ifPresent(url -> {
            fields.put("server", url);
            fields.remove("tls-server-name");
        });
        tlsServerName.ifPresent(name -> fields.put("tls-server-name", name));
        if (insecure || authority.isPresent()) {
            remove(fields, "certificate-authority");
            fields.put("insecure-skip-tls-verify", String.valueOf(insecure));
        }
        authority.ifPresent(file -> fields.put("certificate-authority", absolute(file)));
        return new Entry(found.title(), found.folder(), fields);
    }

    Entry user(Entry found) {
        Map<String, Object> fields = new HashMap<>(found.fields());
        certificate.ifPresent(file -> {
            remove(fields, "client-certificate");
            fields.put("client-certificate", absolute(file));
        });
        key.ifPresent(file -> {
            remove(fields, "client-key");
            fields.put("client-key", absolute(file));
        });
        return new Entry(found.title(), found.folder(), fields);
    }

    private static void remove(Map<String, Object> fields, String pem) {
        fields.remove(pem);
        fields.remove(pem + "-data");
    }

    /** The kubeconfig's own files are relative to it, these to where one is. */
    private static String absolute(Path file) {
        return file.toAbsolutePath().toString();
    }
}
