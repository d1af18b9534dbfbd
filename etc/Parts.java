import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Adds to a list of parts in CycloneDX's form, which knows a program's jars, what Maven does not know of: the Java runtime, and
 * the packages of Debian that the image's base has.
 *
 * <p>Arguments: the list, where to write the whole one, the runtime's file {@code release}, and the folder with a file for each
 * package if there is one.
 */
final class Parts {
    private Parts() {}

    public static void main(String[] arguments) throws IOException {
        JsonObject bom = JsonParser.parseString(Files.readString(Path.of(arguments[0]))).getAsJsonObject();
        JsonArray components = bom.getAsJsonArray("components");
        components.add(runtime(fields(Path.of(arguments[2]), "=")));
        if (arguments.length > 3) {
            String distribution = osRelease();
            try (Stream<Path> files = Files.list(Path.of(arguments[3]))) {
                for (Path file : files.sorted().toList()) {
                    components.add(debian(fields(file, ": "), distribution));
                }
            }
        }
        Files.writeString(
                Path.of(arguments[1]),
                new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(bom) + "\n");
    }

    private static JsonObject runtime(Map<String, String> release) {
        String vendor = release.getOrDefault("IMPLEMENTOR", "OpenJDK");
        String version = release.getOrDefault("JAVA_RUNTIME_VERSION", release.getOrDefault("JAVA_VERSION", ""));
        JsonObject part = part("platform", "openjdk", version);
        part.addProperty("publisher", vendor);
        part.addProperty("description", "Java runtime with the modules " + release.getOrDefault("MODULES", ""));
        // What vulnerability scanners know OpenJDK by.
        part.addProperty("cpe", "cpe:2.3:a:oracle:openjdk:" + release.getOrDefault("JAVA_VERSION", "") + ":*:*:*:*:*:*:*");
        return part;
    }

    private static JsonObject debian(Map<String, String> fields, String distribution) {
        String name = fields.get("Package");
        String version = fields.get("Version");
        JsonObject part = part("library", name, version);
        part.addProperty("publisher", fields.getOrDefault("Maintainer", ""));
        part.addProperty(
                "purl",
                "pkg:deb/debian/" + name + "@" + version.replace("+", "%2B").replace(":", "%3A") + "?arch="
                        + fields.get("Architecture") + "&distro=" + distribution);
        return part;
    }

    private static JsonObject part(String type, String name, String version) {
        JsonObject part = new JsonObject();
        part.addProperty("type", type);
        part.addProperty("name", name);
        part.addProperty("version", version);
        return part;
    }

    private static String osRelease() throws IOException {
        Map<String, String> fields = fields(Path.of("/etc/os-release"), "=");
        return fields.getOrDefault("ID", "debian") + "-" + fields.getOrDefault("VERSION_ID", "");
    }

    private static Map<String, String> fields(Path file, String separator) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        List<String> lines = Files.readAllLines(file);
        for (String line : lines) {
            int at = line.indexOf(separator);
            if (at > 0) {
                fields.put(line.substring(0, at), line.substring(at + separator.length()).replace("\"", ""));
            }
        }
        return fields;
    }
}
