package io.etcdbr.storage.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the texts of options into values and collects every mistake in them, so that all are told at once. */
final class OptionReader {
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,12})([A-Za-z]*)");

    private final Map<String, String> options;
    private final List<String> problems = new ArrayList<>();

    OptionReader(Map<String, String> options) {
        this.options = options;
    }

    List<String> problems() {
        return problems;
    }

    void problem(String sentence) {
        problems.add(sentence);
    }

    Optional<String> text(String name) {
        Optional<String> value = Optional.ofNullable(options.get(name)).map(String::strip);
        if (value.filter(String::isEmpty).isPresent()) {
            problem("option " + name + " is empty");
            return Optional.empty();
        }
        return value;
    }

    /** A file that is there and may be read. */
    Optional<Path> file(String name) {
        Optional<Path> file = text(name).map(Path::of);
        if (file.isPresent() && !Files.isReadable(file.get())) {
            problem("option " + name + " names '" + file.get() + "', which "
                    + (Files.exists(file.get()) ? "this user may not read" : "does not exist"));
        }
        return file;
    }

    Optional<URI> endpoint(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text.get());
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare = uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
            if (web && bare && uri.getHost() != null) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            // Told below like any other text that is no endpoint; the exception would repeat it.
        }
        problem("option " + name + " must be http://HOST[:PORT] or https://HOST[:PORT]");
        return Optional.empty();
    }

    boolean flag(String name, boolean otherwise) {
        return choice(name, Map.of("true", true, "false", false)).orElse(otherwise);
    }

    <T> Optional<T> choice(String name, Map<String, T> choices) {
        Optional<String> text = text(name);
        Optional<T> value = text.flatMap(key -> Optional.ofNullable(choices.get(key)));
        if (text.isPresent() && value.isEmpty()) {
            problem("option " + name + " is '" + text.get() + "'; expected "
                    + String.join(", ", choices.keySet().stream().sorted().toList()));
        }
        return value;
    }

    /** A number between two bounds. */
    int count(String name, int otherwise, int least, int most) {
        return (int) quantity(name, otherwise, least, most, Map.of("", 1L), "a number");
    }

    /** A size in bytes between two bounds. */
    long size(String name, long otherwise, long least, long most) {
        Map<String, Long> units = Map.of("", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
        return quantity(name, otherwise, least, most, units, "a size such as 8MiB");
    }

    Duration duration(String name, Duration otherwise, Duration least, Duration most) {
        Map<String, Long> units = Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);
        return Duration.ofMillis(quantity(
                name, otherwise.toMillis(), least.toMillis(), most.toMillis(), units, "a duration such as 30s or 2m"));
    }

    private long quantity(
            String name, long otherwise, long least, long most, Map<String, Long> units, String expected) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = QUANTITY.matcher(text.get());
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            problem("option " + name + " is '" + text.get() + "'; expected " + expected);
            return otherwise;
        }
        long number = Long.parseLong(matcher.group(1));
        if (number > most / unit || number * unit < least) {
            problem("option " + name + " is '" + text.get() + "', which is " + (number * unit < least ? "less" : "more")
                    + " than can be used");
            return otherwise;
        }
        return number * unit;
    }
}
