package io.etcdbr.kubectl.install;

import io.etcdbr.storage.StoreLocation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A store as the overlay has it. */
public sealed interface OverlayStore {
    /** Its component. */
    String component();

    /** The Secret that its component mounts, if it mounts one. */
    Optional<SecretFiles> files();

    /** Commands that make what it needs besides, in this namespace. */
    default List<String> secrets(String namespace) {
        return files().stream()
                .flatMap(files -> files.command(namespace).stream())
                .toList();
    }

    /** In a bucket. */
    record S3(String url) implements OverlayStore {
        @Override
        public String component() {
            return "components/stores/s3";
        }

        @Override
        public Optional<SecretFiles> files() {
            return Optional.of(new SecretFiles("s3", url));
        }
    }

    /** On an SSH server. */
    record Sftp(String url) implements OverlayStore {
        @Override
        public String component() {
            return "components/stores/sftp";
        }

        @Override
        public Optional<SecretFiles> files() {
            return Optional.of(new SecretFiles("sftp", url));
        }
    }

    /** On an NFS export. */
    record Nfs(String server, String path) implements OverlayStore {
        @Override
        public String component() {
            return "components/stores/nfs";
        }

        @Override
        public Optional<SecretFiles> files() {
            return Optional.empty();
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
        public Optional<SecretFiles> files() {
            return Optional.empty();
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
                        names(location, "access-key-file", "credentials-file", "profile")
                                ? text
                                : with(
                                        text,
                                        "access-key-file=/etc/etcdbr/s3/access-key&secret-key-file=/etc/etcdbr/s3/secret-key"));
            case "sftp" -> {
                String known =
                        names(location, "known-hosts") ? text : with(text, "known-hosts=/etc/etcdbr/sftp/known_hosts");
                yield new Sftp(
                        names(location, "key", "password-file") ? known : with(known, "key=/etc/etcdbr/sftp/key"));
            }
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

    private static boolean names(StoreLocation location, String... options) {
        return Arrays.stream(options).anyMatch(location.options()::containsKey);
    }

    private static String with(String url, String options) {
        return url + (url.contains("?") ? "&" : "?") + options;
    }
}
