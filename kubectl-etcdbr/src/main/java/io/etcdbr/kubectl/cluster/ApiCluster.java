package io.etcdbr.kubectl.cluster;

import com.google.gson.JsonObject;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.kubeconfig.Access;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import okhttp3.Response;

/** A cluster by its API server. */
public final class ApiCluster implements Cluster {
    private static final String PAGE = "500";

    private final String title;
    private final Optional<String> namespace;
    private final ApiServer api;
    private final Pauses pauses;
    private final Set<ExecCall> running;

    private ApiCluster(String title, Optional<String> namespace, ApiServer api, Pauses pauses, Set<ExecCall> running) {
        this.title = title;
        this.namespace = namespace;
        this.api = api;
        this.pauses = pauses;
        this.running = running;
    }

    /**
     * Makes everything ready; whether the server can be reached shows with the first call.
     *
     * @param timeout for each wait for the server; zero for no limit
     * @param environment for the variables of proxies
     */
    public static ApiCluster at(Access access, Duration timeout, Map<String, String> environment) {
        return at(access, timeout, environment, Pauses.within(timeout));
    }

    static ApiCluster at(Access access, Duration timeout, Map<String, String> environment, Pauses pauses) {
        String title = access.context().isEmpty()
                ? "the cluster at " + access.server()
                : "the cluster of context '" + access.context() + "' (" + access.server() + ")";
        return new ApiCluster(
                title,
                access.namespace().filter(name -> !name.isEmpty()),
                new ApiServer(Http.to(access, timeout, environment), title, timeout),
                pauses,
                ConcurrentHashMap.newKeySet());
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Optional<String> namespace() {
        return namespace;
    }

    @Override
    public Optional<KubeObject> find(Kind kind, String namespace, String name) {
        return api.find("reading " + kind.text() + " " + name, path(kind, namespace, name))
                .map(KubeObject::new);
    }

    @Override
    public List<KubeObject> list(Kind kind, Optional<String> namespace, String labels) {
        String what = "listing " + kind.plural();
        List<KubeObject> found = new ArrayList<>();
        Map<String, String> query = new LinkedHashMap<>(Map.of("limit", PAGE));
        if (!labels.isEmpty()) {
            query.put("labelSelector", labels);
        }
        for (Optional<String> next = Optional.of(""); next.isPresent(); ) {
            next.filter(token -> !token.isEmpty()).ifPresent(token -> query.put("continue", token));
            KubeObject page = new KubeObject(api.get(what, path(kind, namespace.orElse("")), query));
            found.addAll(page.parts("items"));
            next = page.text("metadata", "continue").filter(token -> !token.isEmpty());
        }
        return found;
    }

    /** A list without a {@code resourceVersion} is as of the newest one, also from a server's cache, and bears it. */
    @Override
    public long revision() {
        String what = "asking for the newest revision";
        String revision = new KubeObject(api.get(what, path(Kind.NODE, ""), Map.of("limit", "1")))
                .text("metadata", "resourceVersion")
                .orElse("");
        try {
            return Long.parseLong(revision);
        } catch (NumberFormatException e) {
            throw new EtcdbrException(
                    ExitCode.KUBERNETES_UNREACHABLE,
                    title + " tells no revision of its nodes, but '" + revision + "'",
                    "Look at the API server");
        }
    }

    @Override
    public KubeObject create(Kind kind, String namespace, JsonObject object) {
        return new KubeObject(api.post("making a " + kind.text(), path(kind, namespace), object));
    }

    @Override
    public void delete(Kind kind, String namespace, String name) {
        JsonObject options = new JsonObject();
        options.addProperty("propagationPolicy", "Background");
        api.delete("removing " + kind.text() + " " + name, path(kind, namespace, name), options);
    }

    @Override
    public void log(String namespace, String pod, String container, boolean follow, Consumer<String> lines) {
        String what = "reading the log of pod " + pod;
        Map<String, String> query = Map.of("container", container, "follow", String.valueOf(follow));
        try (Response response = api.open(what, path(Kind.POD, namespace, pod, "log"), query);
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(response.body().byteStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            throw api.failures().of(what, e);
        }
    }

    @Override
    public int exec(
            String namespace,
            String pod,
            String container,
            List<String> command,
            InputStream in,
            OutputStream out,
            OutputStream err) {
        List<String> query =
                new ArrayList<>(List.of("container", container, "stdin", "true", "stdout", "true", "stderr", "true"));
        command.forEach(word -> query.addAll(List.of("command", word)));
        String what = "running a command in pod " + pod;
        ExecCall call = new ExecCall(api, what, path(Kind.POD, namespace, pod, "exec"), query, pauses, out, err);
        running.add(call);
        try {
            return call.run(in);
        } finally {
            running.remove(call);
        }
    }

    @Override
    public Cluster once() {
        return new ApiCluster(title, namespace, api, Pauses.none(), running);
    }

    /** The kubelet's {@code /run}, by the proxy of the API server, which drops the query of what it upgrades, such as {@code /exec}. */
    @Override
    public String runByKubelet(String node, String namespace, String pod, String container, List<String> command) {
        return api.postForText(
                "asking the kubelet of " + node + " to run a command in pod " + pod,
                path(Kind.NODE, "", node, "proxy", "run", namespace, pod, container),
                Map.of("cmd", String.join(" ", command)));
    }

    @Override
    public Optional<Failure> notReady() {
        return api.notReady();
    }

    @Override
    public void cancel() {
        running.forEach(ExecCall::cancel);
        api.cancel();
    }

    @Override
    public void close() {
        api.close();
    }

    private static List<String> path(Kind kind, String namespace, String... rest) {
        List<String> path = new ArrayList<>(List.of(kind.root()));
        if (!namespace.isEmpty()) {
            path.addAll(List.of("namespaces", namespace));
        }
        path.add(kind.plural());
        path.addAll(List.of(rest));
        return path;
    }
}
