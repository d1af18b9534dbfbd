package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The image archive, unpacked as a container runtime does it, and run by runc under what a strict pod asks for: read-only root file
 * system, no capabilities, no new privileges, no network, a limit on memory. Needs root.
 *
 * @param bundle the folder that runc takes, with the root file system in it
 * @param settings the image's configuration: user, environment, entry point
 */
record UnpackedImage(Path bundle, JsonObject settings) {

    /** How a container ended and what it said on both streams. */
    record Result(int exitCode, String output) {}

    /** @param into an empty folder, which gets the archive, the root file system and runc's bundle */
    static UnpackedImage of(Path archive, Path into) throws IOException, InterruptedException {
        succeed("tar", "-xf", archive.toString(), "-C", into.toString());
        JsonObject manifest =
                json(into.resolve("manifest.json")).getAsJsonArray().get(0).getAsJsonObject();
        Path root = Files.createDirectory(into.resolve("rootfs"));
        for (JsonElement layer : manifest.getAsJsonArray("Layers")) {
            succeed(
                    "tar",
                    "--warning=no-unknown-keyword",
                    "-xpf",
                    into.resolve(layer.getAsString()).toString(),
                    "-C",
                    root.toString());
        }
        Path settings = into.resolve(manifest.get("Config").getAsString());
        JsonObject parsed = json(settings).getAsJsonObject().getAsJsonObject("config");
        Files.delete(settings);
        return new UnpackedImage(into, parsed);
    }

    Path root() {
        return bundle.resolve("rootfs");
    }

    /** The entry point's words, and the image's environment as NAME=value. */
    List<String> words(String setting) {
        return settings.getAsJsonArray(setting).asList().stream()
                .map(JsonElement::getAsString)
                .toList();
    }

    /** Runs the entry point with some arguments more. */
    Result run(int memoryMib, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(words("Entrypoint"));
        command.addAll(arguments);
        return runCommand(memoryMib, command);
    }

    /** Runs a command of the image instead of its entry point. */
    Result runCommand(int memoryMib, List<String> command) throws IOException, InterruptedException {
        Path specification = bundle.resolve("config.json");
        Files.deleteIfExists(specification);
        succeed("runc", "spec", "--bundle", bundle.toString());
        JsonObject container = json(specification).getAsJsonObject();

        JsonObject process = container.getAsJsonObject("process");
        process.addProperty("terminal", false);
        process.add("args", array(command));
        process.add("env", array(words("Env")));
        process.add("capabilities", new JsonObject());
        process.addProperty("noNewPrivileges", true);
        String[] user = settings.get("User").getAsString().split(":");
        process.getAsJsonObject("user").addProperty("uid", Integer.parseInt(user[0]));
        process.getAsJsonObject("user").addProperty("gid", Integer.parseInt(user[1]));
        container.getAsJsonObject("root").addProperty("readonly", true);
        long bytes = memoryMib * 1024L * 1024;
        JsonObject memory = new JsonObject();
        memory.addProperty("limit", bytes);
        memory.addProperty("swap", bytes);
        JsonObject resources = new JsonObject();
        resources.add("memory", memory);
        container.getAsJsonObject("linux").add("resources", resources);
        Files.writeString(specification, container.toString());

        String name = "etcdbr-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        return execute("runc", "run", "--bundle", bundle.toString(), name);
    }

    static Result execute(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        return new Result(process.exitValue(), output);
    }

    private static void succeed(String... command) throws IOException, InterruptedException {
        Result result = execute(command);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private static JsonElement json(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file));
    }

    private static JsonArray array(List<String> words) {
        JsonArray array = new JsonArray();
        words.forEach(array::add);
        return array;
    }
}
