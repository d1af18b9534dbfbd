package io.etcdbr.e2e.harness;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.testing.KubePrograms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** kubectl for one cluster, as one user. */
public final class Kubectl {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path kubeconfig;
    private final List<String> always;

    private Kubectl(Path kubeconfig, List<String> always) {
        this.kubeconfig = kubeconfig;
        this.always = always;
    }

    static Kubectl of(Path kubeconfig) {
        return new Kubectl(kubeconfig, List.of());
    }

    /** The same in a namespace. */
    public Kubectl in(String namespace) {
        return with("--namespace=" + namespace);
    }

    /** The same as another user. */
    public Kubectl as(String user) {
        return with("--as=" + user);
    }

    /** The same through one API server. */
    Kubectl at(String server) {
        return with("--server=" + server);
    }

    /** A command line that runs as long as it is not ended. */
    Process start(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(KubePrograms.require("kubectl"), "--kubeconfig=" + kubeconfig));
        line.addAll(always);
        line.addAll(List.of(arguments));
        return new ProcessBuilder(line).redirectErrorStream(true).start();
    }

    private Kubectl with(String flag) {
        return new Kubectl(
                kubeconfig, Stream.concat(always.stream(), Stream.of(flag)).toList());
    }

    /** What it prints; fails the test if it fails. */
    public String run(String... arguments) throws IOException {
        return ask(arguments).orFail().out();
    }

    /** The same with a standard input. */
    public String runWith(String input, String... arguments) throws IOException {
        return said(input, arguments).orFail().out();
    }

    /** The object it prints as JSON. */
    public JsonObject json(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.add("-o=json");
        return JsonParser.parseString(run(line.toArray(String[]::new))).getAsJsonObject();
    }

    /** Runs it; it may fail. */
    public Said ask(String... arguments) throws IOException {
        return said("", arguments);
    }

    private Said said(String input, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(KubePrograms.require("kubectl"), "--kubeconfig=" + kubeconfig));
        line.addAll(always);
        line.addAll(List.of(arguments));
        return Said.of(line, input, Map.of(), PATIENCE);
    }
}
