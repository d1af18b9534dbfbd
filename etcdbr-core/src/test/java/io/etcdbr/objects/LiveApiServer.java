package io.etcdbr.objects;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.resources.Resource;
import io.etcdbr.resources.ResourceTable;
import io.etcdbr.resources.StorageKeys;
import io.etcdbr.testing.KubeApiServer;
import io.etcdbr.testing.KubePrograms;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real kube-apiserver that serves all that it knows, and its etcd: values are put there behind its back, read through it, and taken away.
 * The objects are made up, and some keep a server from becoming ready, so it is one that nobody else uses.
 */
final class LiveApiServer implements AutoCloseable {
    private static final String NAMESPACE = "etcdbr-probe";
    private static final String NAME = "probe";
    private static final int OK = 200;
    private static final Pattern READY = Pattern.compile("Starting to serve on (\\S+)");

    private final KubeApiServer server;
    private final Process proxy;
    private final String address;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private LiveApiServer(KubeApiServer server, Process proxy, String address) {
        this.server = server;
        this.proxy = proxy;
        this.address = address;
    }

    /**
     * Starts it and waits until it is ready; skips the test where its programs are missing. All feature gates are open: a server reads no field
     * behind one that is shut.
     *
     * @param folder an empty one, for its files; not removed
     */
    static LiveApiServer start(Path folder) throws IOException, InterruptedException {
        KubeApiServer server = KubeApiServer.start(
                folder, "--runtime-config=api/all=true", "--feature-gates=AllAlpha=true,AllBeta=true");
        try {
            Process proxy = new ProcessBuilder(
                            KubePrograms.require("kubectl"), "--kubeconfig=" + server.kubeconfig(), "proxy", "--port=0")
                    .redirectErrorStream(true)
                    .start();
            BufferedReader said = proxy.inputReader();
            String line = said.readLine();
            Matcher ready = READY.matcher(line == null ? "" : line);
            if (!ready.find()) {
                proxy.destroyForcibly();
                throw new IOException("kubectl proxy says: " + line);
            }
            return new LiveApiServer(server, proxy, "http://" + ready.group(1));
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
        proxy.destroyForcibly();
        server.close();
    }

    /** A type that the server serves, with the key of an object in etcd and the path of the same in the API. */
    record Served(TypeMeta type, Resource resource, String key, String path) {}

    String version() throws IOException {
        return json("/version").get("gitVersion").getAsString();
    }

    /** By type, all that can be read and are kept in etcd under a key known to us. */
    Map<TypeMeta, Served> served() throws IOException {
        Map<TypeMeta, Served> all = new TreeMap<>(Comparator.comparing(TypeMeta::toString));
        List<String> groupVersions = new ArrayList<>(List.of("v1"));
        JsonArray groups = json("/apis").getAsJsonArray("groups");
        for (JsonElement group : groups) {
            group.getAsJsonObject()
                    .getAsJsonArray("versions")
                    .forEach(version -> groupVersions.add(
                            version.getAsJsonObject().get("groupVersion").getAsString()));
        }
        for (String groupVersion : groupVersions) {
            String base = groupVersion.equals("v1") ? "/api/v1" : "/apis/" + groupVersion;
            for (JsonElement resource : json(base).getAsJsonArray("resources")) {
                served(groupVersion, base, resource.getAsJsonObject()).ifPresent(found -> all.put(found.type(), found));
            }
        }
        return all;
    }

    private static Optional<Served> served(String groupVersion, String base, JsonObject resource) {
        String plural = resource.get("name").getAsString();
        TypeMeta type = new TypeMeta(groupVersion, resource.get("kind").getAsString());
        Optional<Resource> known =
                ResourceTable.builtIn().fullyNamed(plural + (type.group().isEmpty() ? "" : "." + type.group()));
        if (plural.contains("/")
                || known.isEmpty()
                || !resource.get("verbs").toString().contains("\"get\"")) {
            return Optional.empty();
        }
        boolean namespaced = resource.get("namespaced").getAsBoolean();
        return Optional.of(new Served(
                type,
                known.get(),
                new StorageKeys(ResourceTable.builtIn()).key(known.get(), NAMESPACE, NAME),
                base + (namespaced ? "/namespaces/" + NAMESPACE : "") + "/" + plural + "/" + NAME));
    }

    /** Puts a value into etcd, reads it as JSON through the API, and takes it away again; empty if the server refuses it. */
    Optional<JsonObject> ask(Served served, byte[] value) throws IOException {
        return ask(served, value, "application/json")
                .map(answer -> JsonParser.parseString(new String(answer, StandardCharsets.UTF_8))
                        .getAsJsonObject());
    }

    /** The same, read in another form. */
    Optional<byte[]> ask(Served served, byte[] value, String accept) throws IOException {
        server.etcd().ctlWith(value, "put", served.key());
        try {
            HttpResponse<byte[]> answer = get(served.path(), accept);
            return answer.statusCode() == OK ? Optional.of(answer.body()) : Optional.empty();
        } finally {
            server.etcd().ctl("del", served.key());
        }
    }

    private JsonObject json(String path) throws IOException {
        HttpResponse<byte[]> answer = get(path, "application/json");
        return JsonParser.parseString(new String(answer.body(), StandardCharsets.UTF_8))
                .getAsJsonObject();
    }

    private HttpResponse<byte[]> get(String path, String accept) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Accept", accept)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
