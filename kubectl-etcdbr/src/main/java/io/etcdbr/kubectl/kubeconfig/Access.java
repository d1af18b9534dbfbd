package io.etcdbr.kubectl.kubeconfig;

import io.etcdbr.tls.PemFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the cluster's API is and how to log in.
 *
 * @param context its name; empty where the command line alone names the server
 * @param namespace the context's own
 * @param insecure whether any server certificate will do
 * @param tlsServerName the name the server's certificate is for, where it is not the server's
 * @param impersonation headers that say as whom to act
 * @param files the kubeconfig's files, for the Kubernetes client's own reader
 */
public record Access(
        String context,
        URI server,
        Optional<String> namespace,
        Optional<PemFile> authority,
        boolean insecure,
        Optional<String> tlsServerName,
        Optional<URI> proxy,
        Optional<PemFile> certificate,
        Optional<PemFile> key,
        Credential credential,
        Map<String, List<String>> impersonation,
        List<Path> files) {

    /** The same as somebody else, whoever the kubeconfig says to act as. */
    public Access actingAs(String user, List<String> groups) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Impersonate-User", List.of(user));
        if (!groups.isEmpty()) {
            headers.put("Impersonate-Group", groups);
        }
        return new Access(
                context,
                server,
                namespace,
                authority,
                insecure,
                tlsServerName,
                proxy,
                certificate,
                key,
                credential,
                headers,
                files);
    }
}
