package io.etcdbr.jsonpath;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A path as columns and orders have it: {@code metadata.name}, {@code .metadata.name}, or one of these in braces. */
public final class FieldPath {
    private static final Pattern FORM = Pattern.compile("\\{\\.?([^{}]+)\\}|\\.?([^{}]+)");

    private final String text;
    private final List<Step> steps;

    private FieldPath(String text, List<Step> steps) {
        this.text = text;
        this.steps = List.copyOf(steps);
    }

    /** @param offset of {@code text} in what the user wrote */
    public static FieldPath parse(String text, int offset) throws JsonPathException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new JsonPathException("expected a path such as .metadata.name, found '" + text + "'", offset);
        }
        int group = form.group(1) == null ? 2 : 1;
        String path = "." + form.group(group);
        return new FieldPath(path, ActionParser.path(path, offset + form.start(group) - 1));
    }

    public List<JsonElement> results(JsonElement root) throws JsonPathException {
        return Walk.along(steps, List.of(root));
    }

    /** Such as {@code .metadata.name}, without braces however it was written. */
    @Override
    public String toString() {
        return text;
    }
}
