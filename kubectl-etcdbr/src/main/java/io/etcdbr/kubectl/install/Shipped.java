package io.etcdbr.kubectl.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The manifests and components of this version: those of the folders manifests/ and kustomize/components, from the build. */
final class Shipped {
    private static final String KUSTOMIZATION = "kustomization.yaml";

    /** An entry of {@code resources:}; all of ours are files beside it. */
    private static final Pattern RESOURCE = Pattern.compile("(?m)^ {2}- (\\S+\\.yaml)$");

    private Shipped() {}

    /** The files of a folder by their path, the folder's own among them: {@code base} or {@code components/stores/s3}. */
    static Map<String, String> folder(String folder) {
        Map<String, String> files = new LinkedHashMap<>();
        String kustomization = read(folder + "/" + KUSTOMIZATION);
        files.put(folder + "/" + KUSTOMIZATION, kustomization);
        for (Matcher match = RESOURCE.matcher(kustomization); match.find(); ) {
            files.put(folder + "/" + match.group(1), read(folder + "/" + match.group(1)));
        }
        return files;
    }

    private static String read(String path) {
        try (InputStream in = Shipped.class.getResourceAsStream(path)) {
            return new String(Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a resource of the program cannot be read", e);
        }
    }
}
