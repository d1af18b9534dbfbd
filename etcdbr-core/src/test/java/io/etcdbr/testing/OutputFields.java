package io.etcdbr.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;

/**
 * Fields of results by their paths, as {@code stores[].backups[].id}: those that the reference document names, and those that a
 * result has.
 */
public final class OutputFields {
    private static final Path DOCUMENT = Path.of("../docs/reference/output.md");
    private static final Pattern FIELD = Pattern.compile("`([^`]+)`");

    /** A meaning that begins so is that of a part, which has a section of its own. */
    private static final Pattern PART = Pattern.compile("an? \\[[^]]+]\\(#([a-z-]+)\\).*");

    private OutputFields() {}

    /** Those that the document names in a section: the first cells of its tables, and the parts that these refer to. */
    public static Set<String> documented(String heading) throws IOException {
        Set<String> fields = new TreeSet<>();
        String section = "";
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("#")) {
                section = line.replaceFirst("#+ ", "").replace("`", "");
            } else if (line.startsWith("| `") && section.equals(heading)) {
                String[] cells = line.split(" \\| ", 2);
                Matcher part = PART.matcher(cells[1]);
                Set<String> below = part.matches() ? documented(part.group(1)) : Set.of();
                for (Matcher field = FIELD.matcher(cells[0]); field.find(); ) {
                    String path = field.group(1);
                    if (below.isEmpty()) {
                        fields.add(path);
                    }
                    below.forEach(inner -> fields.add(path + "." + inner));
                }
            }
        }
        if (fields.isEmpty()) {
            throw new AssertionError(DOCUMENT + " has no table of fields below '" + heading + "'");
        }
        return fields;
    }

    /** Fails unless a result has exactly the fields that the document names in a section. */
    public static void assertDocumented(String heading, JsonElement result) throws IOException {
        Set<String> documented = documented(heading);
        Assertions.assertThat(of(documented, result))
                .as("the fields that " + DOCUMENT + " names below '" + heading + "'")
                .isEqualTo(documented);
    }

    /** Those of results; what is below one of the open fields, which end with {@code .*} in the document, counts as that. */
    public static Set<String> of(Set<String> documented, JsonElement... results) {
        Set<String> fields = new TreeSet<>();
        Arrays.stream(results).forEach(result -> collect("", result, fields));
        Set<String> closed = new TreeSet<>();
        for (String field : fields) {
            closed.add(documented.stream()
                    .filter(known -> known.endsWith(".*") && field.startsWith(known.substring(0, known.length() - 1)))
                    .findFirst()
                    .orElse(field));
        }
        return closed;
    }

    private static void collect(String path, JsonElement element, Set<String> fields) {
        switch (element) {
            case JsonObject object ->
                object.entrySet()
                        .forEach(entry -> collect(
                                path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                                entry.getValue(),
                                fields));
            case JsonArray array when array.isEmpty() -> fields.add(path + "[]");
            case JsonArray array -> array.forEach(item -> collect(path + "[]", item, fields));
            case JsonNull _ -> throw new AssertionError(path + " is null: give an example");
            default -> fields.add(path);
        }
    }
}
