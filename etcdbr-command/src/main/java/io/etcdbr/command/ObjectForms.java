package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.jsonpath.JsonPathException;
import io.etcdbr.jsonpath.Template;
import io.etcdbr.output.AskedColumn;
import io.etcdbr.output.ObjectForm;
import io.etcdbr.spelling.Suggestion;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code -o} means where objects of Kubernetes are shown. */
public final class ObjectForms {
    private static final Pattern FILE = Pattern.compile("((?:jsonpath|custom-columns)-file)=(.*)", Pattern.DOTALL);

    private ObjectForms() {}

    /** The file that it names is read here, from standard input after all others. */
    static ObjectForm read(Settings settings, InputStream in) {
        return settings.parsed(Setting.OUTPUT, text -> {
                    Matcher file = FILE.matcher(text);
                    return file.matches() ? ofFile(file, content(file, in)) : ofText(text);
                })
                .orElse(ObjectForm.Fixed.TABLE);
    }

    /** The text of the file that {@code -o} names, proven to be of use; empty if it names none. Read after all others. */
    public static Optional<String> fileText(Settings settings, InputStream in) {
        return settings.parsed(Setting.OUTPUT, text -> {
                    Matcher file = FILE.matcher(text);
                    if (!file.matches()) {
                        return Optional.<String>empty();
                    }
                    String content = content(file, in);
                    ofFile(file, content);
                    return Optional.of(content);
                })
                .flatMap(content -> content);
    }

    /** What to say with {@code -o} where the file that it names is on standard input. */
    public static String fromStandardInput(String output) {
        return FILE.matcher(output).replaceFirst("$1=-");
    }

    private static String content(Matcher file, InputStream in) {
        if (file.group(2).isEmpty()) {
            throw new IllegalArgumentException("expected a file behind " + file.group(1) + "=, found nothing");
        }
        return Choices.content(file.group(2), in);
    }

    private static ObjectForm ofFile(Matcher file, String content) {
        return file.group(1).startsWith("jsonpath")
                ? new ObjectForm.JsonPath(template(content), false)
                : new ObjectForm.Columns(AskedColumn.ofFile(content));
    }

    private static ObjectForm ofText(String text) {
        String name = text.replaceFirst("(?s)=.*", "");
        String value = text.equals(name) ? "" : text.substring(name.length() + 1);
        return switch (name) {
            case "jsonpath" -> new ObjectForm.JsonPath(template(value), false);
            case "jsonpath-as-json" -> new ObjectForm.JsonPath(template(value), true);
            case "custom-columns" -> new ObjectForm.Columns(AskedColumn.ofText(value));
            default ->
                Arrays.stream(ObjectForm.Fixed.values())
                        .filter(form -> form.name().toLowerCase(Locale.ROOT).equals(text))
                        .findFirst()
                        .orElseThrow(() -> unknown(name, text));
        };
    }

    private static IllegalArgumentException unknown(String name, String text) {
        return new IllegalArgumentException("expected " + String.join(", ", VerbForms.OF_OBJECTS) + ", found '" + text
                + "'"
                + Suggestion.didYouMean(
                        name,
                        VerbForms.OF_OBJECTS.stream()
                                .map(form -> form.replace("=", ""))
                                .toList()));
    }

    private static Template template(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("expected a template such as {.metadata.name}, found nothing");
        }
        try {
            return Template.parse(text);
        } catch (JsonPathException e) {
            throw new IllegalArgumentException("in the template " + e.getMessage(), e);
        }
    }
}
