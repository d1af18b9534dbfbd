package io.etcdbr.storage;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where a store is: {@code scheme://[user@]host[:port]/path?option=value&…}. Secrets are never part of it; options name the
 * files that hold them.
 *
 * @param host the host, or for {@code s3} the bucket; empty for {@code file}
 * @param path absolute, without a slash at the end; {@code ""} for the root
 */
public record StoreLocation(
        String scheme, Optional<String> user, String host, OptionalInt port, String path, Map<String, String> options) {

    public StoreLocation {
        options = Map.copyOf(options);
    }

    /**
     * @throws IllegalArgumentException with one sentence that says what is wrong with {@code text}; never repeats a password
     */
    public static StoreLocation parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "the store location is not a URL: " + e.getReason() + " at position " + e.getIndex(), e);
        }
        String scheme = uri.getScheme();
        if (scheme == null || uri.isOpaque()) {
            throw new IllegalArgumentException("store location '" + text + "' is not a URL;"
                    + " expected s3://bucket/prefix, sftp://user@host/directory or file:///directory");
        }
        String userInfo = uri.getUserInfo();
        if (userInfo != null && userInfo.contains(":")) {
            throw new IllegalArgumentException("a store location must not hold a password: " + scheme + "://"
                    + userInfo.substring(0, userInfo.indexOf(':')) + ":…@" + uri.getHost()
                    + "; put it into a file and name that file in an option");
        }
        if (uri.getFragment() != null) {
            throw new IllegalArgumentException(
                    "store location '" + text + "' has a '#' part, which means nothing here");
        }
        // A bucket name with '_' is no host name for URI but an authority all the same.
        String host = uri.getHost() != null
                ? uri.getHost()
                : Optional.ofNullable(uri.getAuthority()).orElse("");
        return new StoreLocation(
                scheme,
                Optional.ofNullable(userInfo),
                host,
                uri.getPort() < 0 ? OptionalInt.empty() : OptionalInt.of(uri.getPort()),
                withoutTrailingSlash(Optional.ofNullable(uri.getPath()).orElse("")),
                options(text, uri.getRawQuery()));
    }

    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    public StoreLocation withOptions(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(options);
        all.putAll(more);
        return new StoreLocation(scheme, user, host, port, path, all);
    }

    /** The location without its options: what people are shown, and what identifies the store. */
    @Override
    public String toString() {
        return scheme + "://" + user.map(name -> name + "@").orElse("") + host
                + (port.isPresent() ? ":" + port.getAsInt() : "") + path;
    }

    private static String withoutTrailingSlash(String path) {
        String result = path;
        while (result.endsWith("/")) {
            result = result.substring(0, result.length() - 1);
        }
        return result;
    }

    private static Map<String, String> options(String text, @Nullable String query) {
        Map<String, String> options = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return options;
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "option '" + pair + "' of store location '" + text + "' has no value; expected name=value");
            }
            String name = URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8);
            String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            if (options.put(name, value) != null) {
                throw new IllegalArgumentException(
                        "option '" + name + "' stands twice in store location '" + text + "'");
            }
        }
        return options;
    }
}
