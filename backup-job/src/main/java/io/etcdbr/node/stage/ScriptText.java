package io.etcdbr.node.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of this package with values put in: the line {@code name=@name@} of a script becomes {@code name='value'}. */
final class ScriptText {
    private static final Pattern PLACE = Pattern.compile("@([a-z0-9_]+)@");

    private ScriptText() {}

    /** @param resource beside this class */
    static String of(String resource, Map<String, String> values) {
        return filled(resource, values, ScriptText::quoted);
    }

    /** The same for a text of another kind, whose values need no quotes. */
    static String plain(String resource, Map<String, String> values) {
        return filled(resource, values, UnaryOperator.identity());
    }

    private static String filled(String resource, Map<String, String> values, UnaryOperator<String> spelling) {
        return PLACE.matcher(read(resource))
                .replaceAll(place -> Matcher.quoteReplacement(spelling.apply(
                        Objects.requireNonNull(values.get(place.group(1)), "the value of " + place.group(1)))));
    }

    /** For the shell, whatever is in it. */
    private static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }

    private static String read(String resource) {
        try (InputStream in = ScriptText.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
