package io.etcdbr.resources;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a key of etcd is called where nothing but the key is at hand. A key with the shape of a custom resource's gets that name
 * whether or not its definition is known, so no definition need be read first.
 *
 * @param resource the {@link Resource#fullName}; of what is no object the part of the key that tells it from others
 * @param namespace empty where there is none
 * @param name of what is no object the rest of the key, perhaps empty
 */
public record NamedKey(Kind kind, String resource, String namespace, String name) {
    private static final Pattern CUSTOM = Pattern.compile("([a-z0-9-]+(?:\\.[a-z0-9-]+)+)/([a-z0-9.-]+)");

    /** What a key is for. */
    public enum Kind {
        /** An object of Kubernetes itself. */
        BUILT_IN,
        /** Bookkeeping of the API server. */
        INTERNAL,
        /** An object of a custom resource. */
        CUSTOM,
        /** Something below the API server's prefix. */
        OTHER,
        /** Not of Kubernetes. */
        FOREIGN
    }

    /** @param keys with the built-in resources alone */
    public static NamedKey of(StorageKeys keys, String key) {
        return switch (keys.read(key)) {
            case StorageKey.OfObject(Resource resource, String namespace, String name) ->
                new NamedKey(kind(resource), resource.fullName(), namespace, name);
            case StorageKey.Unclaimed(String path) ->
                unclaimed(
                        path, key.substring(Math.min(key.length(), keys.prefix().length() + path.length() + 2)));
            case StorageKey.Foreign _ -> foreign(key);
        };
    }

    private static Kind kind(Resource resource) {
        return resource.scope() == Resource.Scope.INTERNAL ? Kind.INTERNAL : Kind.BUILT_IN;
    }

    private static NamedKey unclaimed(String path, String rest) {
        Matcher custom = CUSTOM.matcher(path);
        int slash = rest.indexOf('/');
        boolean shaped =
                !rest.isEmpty() && slash != 0 && slash != rest.length() - 1 && rest.indexOf('/', slash + 1) < 0;
        if (custom.matches() && (slash < 0 || shaped) && !rest.isEmpty()) {
            return new NamedKey(
                    Kind.CUSTOM,
                    custom.group(2) + "." + custom.group(1),
                    slash < 0 ? "" : rest.substring(0, slash),
                    rest.substring(slash + 1));
        }
        return new NamedKey(Kind.OTHER, path, "", rest);
    }

    /** Up to the second slash of a path, up to the first of anything else. */
    private static NamedKey foreign(String key) {
        int slash = key.indexOf('/', 1);
        return slash < 0
                ? new NamedKey(Kind.FOREIGN, key, "", "")
                : new NamedKey(Kind.FOREIGN, key.substring(0, slash + 1), "", key.substring(slash + 1));
    }
}
