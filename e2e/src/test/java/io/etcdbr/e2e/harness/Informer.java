package io.etcdbr.e2e.harness;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What every controller and kubelet has: a list, then a watch from the list's revision, and after a broken connection another watch from
 * the newest revision that was seen. It lists anew only when the API server says that this revision is gone (410), as the
 * reflector of client-go does. Follows the ConfigMaps of one namespace.
 */
public final class Informer implements AutoCloseable {
    private static final int GONE = 410;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Process proxy;
    private final URI api;
    private final String path;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Map<String, String> cache = new ConcurrentSkipListMap<>();
    private final Map<Long, String> issued = new ConcurrentSkipListMap<>();
    private final List<String> reissued = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile int lists;
    private volatile int gone;
    private volatile long newest;
    private volatile boolean closed;

    /** Starts it, by a {@code kubectl proxy} that outlives the outages of the API. */
    public Informer(Kubectl kubectl, String namespace) throws IOException {
        proxy = kubectl.start("proxy", "--port=0");
        BufferedReader said = new BufferedReader(new InputStreamReader(proxy.getInputStream(), StandardCharsets.UTF_8));
        String line = String.valueOf(said.readLine());
        api = URI.create("http://" + line.replaceFirst(".*on ", "").strip());
        Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {}));
        path = "/api/v1/namespaces/" + namespace + "/configmaps";
        thread = Thread.ofVirtual().start(this::follow);
    }

    /** Names with the revisions at which they were last changed, as far as it knows. */
    public Map<String, String> cache() {
        return Map.copyOf(cache);
    }

    /** How often it listed. */
    public int lists() {
        return lists;
    }

    /** How often it was told that its revision is gone. */
    public int timesGone() {
        return gone;
    }

    /** The highest revision that it has seen. */
    public long newest() {
        return newest;
    }

    /** Revisions under which two different changes were seen, by this or by {@link #fresh}. */
    public List<String> reissued() {
        return List.copyOf(reissued);
    }

    /** What a client sees that comes anew. */
    public Map<String, String> fresh() throws IOException {
        Map<String, String> seen = new ConcurrentSkipListMap<>();
        for (JsonElement item : get(path).getAsJsonArray("items")) {
            JsonObject object = item.getAsJsonObject();
            seen.put(name(object), revision(object));
            issued(object);
        }
        return seen;
    }

    /** Changes one object so often, and with it etcd's revision; nobody else may use it. */
    public void change(String name, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            HttpRequest request = HttpRequest.newBuilder(api.resolve(path + "/" + name))
                    .header("Content-Type", "application/merge-patch+json")
                    .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"data\":{\"n\":\"" + i + "\"}}"))
                    .build();
            if (send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
                throw new IOException("could not change " + name);
            }
        }
    }

    private void follow() {
        long from = -1;
        while (!closed) {
            try {
                if (from < 0) {
                    from = list();
                }
                from = watch(from);
            } catch (IOException | JsonParseException | IllegalStateException e) {
                // The API is away, or not itself again yet.
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private long list() throws IOException {
        JsonObject all = get(path);
        cache.clear();
        for (JsonElement item : all.getAsJsonArray("items")) {
            JsonObject object = item.getAsJsonObject();
            cache.put(name(object), revision(object));
            issued(object);
        }
        lists++;
        return saw(Long.parseLong(revision(all)));
    }

    /** @return from where to go on; negative if that is gone */
    private long watch(long from) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(api.resolve(
                        path + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=" + from))
                .build();
        HttpResponse<InputStream> response = send(request, HttpResponse.BodyHandlers.ofInputStream());
        long last = from;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            if (response.statusCode() == GONE) {
                gone++;
                return -1;
            }
            if (response.statusCode() != 200) {
                return from;
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonObject event = JsonParser.parseString(line).getAsJsonObject();
                JsonObject object = event.getAsJsonObject("object");
                switch (event.get("type").getAsString()) {
                    case "ERROR" -> {
                        if (object.has("code") && object.get("code").getAsInt() == GONE) {
                            gone++;
                            return -1;
                        }
                        return last;
                    }
                    case "DELETED" -> cache.remove(name(object));
                    case "BOOKMARK" -> {}
                    default -> {
                        cache.put(name(object), revision(object));
                        issued(object);
                    }
                }
                last = saw(Long.parseLong(revision(object)));
            }
        } catch (IOException e) {
            return last;
        }
        return last;
    }

    private long saw(long revision) {
        newest = Math.max(newest, revision);
        return revision;
    }

    private void issued(JsonObject object) {
        String what = name(object) + " " + object.get("data");
        String before = issued.putIfAbsent(Long.valueOf(revision(object)), what);
        if (before != null && !before.equals(what)) {
            reissued.add("revision " + revision(object) + " was that of " + before + " and is that of " + what);
        }
    }

    private static String name(JsonObject object) {
        return object.getAsJsonObject("metadata").get("name").getAsString();
    }

    private static String revision(JsonObject object) {
        return object.getAsJsonObject("metadata").get("resourceVersion").getAsString();
    }

    private JsonObject get(String path) throws IOException {
        HttpResponse<String> response = send(
                HttpRequest.newBuilder(api.resolve(path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("the API answers " + response.statusCode());
        }
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        try {
            return http.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        proxy.destroy();
        proxy.waitFor();
        http.shutdownNow();
    }
}
