package io.etcdbr.kubectl.install;

import io.etcdbr.storage.StoreLocation;
import java.util.List;

/** A store as the overlay has it. */
public sealed interface OverlayStore {
    /** Its component. */
    String component();

    /** Commands that make what it needs besides, in this namespace. */
    List<String> secrets(String namespace);

    /** In a bucket. */
    record S3(String url) implements OverlayStore {
        @Override
        public String component() {
            return "components/stores/s3";
        }

        @Override
        public List<String> secrets(String namespace) {
            return url.contains("/etc/etcdbr/s3/")
                    ? List.of("kubectl -n " + namespace
                            + " create secret generic etcdbr-s3 --from-file=access-key --from-file=secret-key")
                    : List.of();
        }
    }

    /** On an SSH server. */
    record Sftp(String url) implements OverlayStore {
        @Override
        public String component() {
            return "components/stores/sftp";
        }

        @Override
        public List<String> secrets(String namespace) {
            return List.of("kubectl -n " + namespace
                    + " create secret generic etcdbr-sftp --from-file=key=id_ed25519 --from-file=known_hosts");
        }
    }

    /** On an NFS export. */
    record Nfs(String server, String path) implements OverlayStore {
        @Override
        public String component() {
            return "components/stores/nfs";
        }

        @Override
        public List<String> secrets(String namespace) {
            return List.of();
        }
    }

    /** In a directory of the nodes. */
    record Directory(String path) implements OverlayStore {
        /** Where the component has it. */
        static final String USUAL = "/var/backups/etcdbr";

        @Override
        public String component() {
            return "components/stores/hostpath";
        }

        @Override
        public List<String> secrets(String namespace) {
            return List.of();
        }
    }

    /**
     * Reads the URL of a store: {@code s3:}, {@code sftp:}, {@code nfs://server/path}, or {@code file:} for a directory of the nodes.
     *
     * @throws IllegalArgumentException if it is none
     */
    static OverlayStore parse(String text) {
        StoreLocation location = StoreLocation.parse(text);
        return switch (location.scheme()) {
            case "s3" ->
                new S3(
                        location.options().keySet().stream()
                                        .anyMatch(List.of("access-key-file", "credentials-file", "profile")::contains)
                                ? text
                                : with(
                                        text,
                                        "access-key-file=/etc/etcdbr/s3/access-key&secret-key-file=/etc/etcdbr/s3/secret-key"));
            case "sftp" ->
                new Sftp(
                        location.option("key").isPresent()
                                ? text
                                : with(text, "key=/etc/etcdbr/sftp/key&known-hosts=/etc/etcdbr/sftp/known_hosts"));
            case "nfs" -> {
                if (location.host().isEmpty() || location.path().isEmpty()) {
                    throw new IllegalArgumentException("expected nfs://server/path, found '" + text + "'");
                }
                yield new Nfs(location.host(), location.path());
            }
            case "file" -> new Directory(location.path().isEmpty() ? "/" : location.path());
            default ->
                throw new IllegalArgumentException("expected s3://bucket/prefix, sftp://user@host/directory,"
                        + " nfs://server/path or file:///directory, found '" + text + "'");
        };
    }

    private static String with(String url, String options) {
        return url + (url.contains("?") ? "&" : "?") + options;
    }
}
