package io.etcdbr.storage;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final String EXPECTED =
            "; expected s3://bucket/prefix, sftp://user@host/directory or file:///directory";

    public StoreLocation {
        options = Map.copyOf(options);
    }

    /**
     * @throws IllegalArgumentException with one sentence that says what is wrong with {@code text}; it repeats nothing of it that
     *     may be a password
     */
    public static StoreLocation parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            // Without the cause, which repeats the text.
            throw new IllegalArgumentException(
                    "the store location is not a URL: " + e.getReason() + " at position " + e.getIndex() + EXPECTED);
        }
        String shown = "store location '" + withoutSecrets(text) + "'";
        String scheme = uri.getScheme();
        if (scheme == null || uri.isOpaque()) {
            throw new IllegalArgumentException(shown + " is not a URL" + EXPECTED);
        }
        Authority authority = Authority.of(uri, shown);
        if (uri.getFragment() != null) {
            throw new IllegalArgumentException(shown + " has a '#' part, which means nothing here");
        }
        return new StoreLocation(
                scheme,
                authority.user,
                authority.host,
                authority.port,
                withoutTrailingSlash(Optional.ofNullable(uri.getPath()).orElse("")),
                options(shown, uri.getRawQuery()));
    }

    /** The part between {@code //} and the path, which {@link URI} does not take apart if the host has a {@code _}, as buckets may. */
    private record Authority(Optional<String> user, String host, OptionalInt port) {
        private static final Pattern HOST =
                Pattern.compile("([A-Za-z0-9._~-]*|\\[[0-9A-Za-z:.%_-]+])(?::([0-9]{1,5}))?");

        static Authority of(URI uri, String shown) {
            String raw = Optional.ofNullable(uri.getRawAuthority()).orElse("");
            int at = raw.lastIndexOf('@');
            Optional<String> user = at < 0
                    ? Optional.empty()
                    : Optional.of(URLDecoder.decode(raw.substring(0, at).replace("+", "%2B"), StandardCharsets.UTF_8));
            String host = raw.substring(at + 1);
            if (user.filter(name -> name.contains(":")).isPresent()) {
                String name = user.get().substring(0, user.get().indexOf(':'));
                throw new IllegalArgumentException("a store location must not hold a password: " + uri.getScheme()
                        + "://" + name + ":…@" + host + "; put it into a file and name that file in an option");
            }
            Matcher parts = HOST.matcher(host);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        shown + " has no host that can be understood; expected host or host:port");
            }
            return new Authority(
                    user,
                    parts.group(1),
                    parts.group(2) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(parts.group(2))));
        }
    }

    /** What may stand before an {@code @} or behind a {@code ?} is not shown: people put passwords there. */
    private static String withoutSecrets(String text) {
        int at = text.lastIndexOf('@');
        String rest = at < 0 ? text : "…" + text.substring(at);
        int query = rest.indexOf('?');
        return query < 0 ? rest : rest.substring(0, query) + "?…";
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

    private static Map<String, String> options(String shown, @Nullable String query) {
        Map<String, String> options = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return options;
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("an option of " + shown + " has no value; expected name=value");
            }
            String name = URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8);
            String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            if (options.put(name, value) != null) {
                throw new IllegalArgumentException("option '" + name + "' stands twice in " + shown);
            }
        }
        return options;
    }
}
