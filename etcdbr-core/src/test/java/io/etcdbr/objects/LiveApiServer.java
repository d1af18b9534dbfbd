package io.etcdbr.objects;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.resources.Resource;
import io.etcdbr.resources.ResourceTable;
import io.etcdbr.resources.StorageKeys;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A running kube-apiserver and its etcd, of a cluster that nobody needs: objects in it are made up and taken away. The system
 * property {@code etcdbr.apiserver} has the address of a {@code kubectl proxy} before it, {@code etcdbr.etcdctl} the program that
 * reaches its etcd by the environment variables it knows.
 */
final class LiveApiServer {
    private static final String NAMESPACE = "etcdbr-probe";
    private static final String NAME = "probe";
    private static final int OK = 200;

    private final String address = System.getProperty("etcdbr.apiserver", "");
    private final String etcdctl = System.getProperty("etcdbr.etcdctl", "");
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A type that the server serves, with the key of an object in etcd and the path of the same in the API. */
    record Served(TypeMeta type, Resource resource, String key, String path) {}

    boolean isThere() {
        return !address.isEmpty() && !etcdctl.isEmpty();
    }

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
        Programs.runWithInput(value, etcdctl, "put", served.key());
        try {
            HttpResponse<byte[]> answer = get(served.path(), accept);
            return answer.statusCode() == OK ? Optional.of(answer.body()) : Optional.empty();
        } finally {
            Programs.run(etcdctl, "del", served.key());
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
