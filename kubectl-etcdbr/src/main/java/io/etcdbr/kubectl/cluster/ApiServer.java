package io.etcdbr.kubectl.cluster;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocketListener;
import okio.BufferedSink;

/** Calls to the API: trees in, trees out. */
final class ApiServer {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;
    private static final Duration BRIEF = Duration.ofSeconds(2);

    private final Http http;
    private final ApiFailure failures;

    ApiServer(Http http, String title, Duration timeout) {
        this.http = http;
        this.failures = new ApiFailure(title, timeout, http.identity());
    }

    Optional<JsonObject> find(String what, List<String> path) {
        Answer answer = call(what, request(path, Map.of()).get().build());
        // Without a Status it is not the API that has nothing there.
        return answer.code == NOT_FOUND && ApiFailure.statusMessage(answer.body).isPresent()
                ? Optional.empty()
                : Optional.of(tree(what, answer));
    }

    JsonObject get(String what, List<String> path, Map<String, String> query) {
        return tree(what, call(what, request(path, query).get().build()));
    }

    JsonObject post(String what, List<String> path, JsonObject body) {
        return tree(
                what, call(what, request(path, Map.of()).post(new Once(body)).build()));
    }

    /** With nothing but the query, to somebody behind the API, whose failures are no Status; it may be one that goes by. */
    String postForText(String what, List<String> path, Map<String, String> query) {
        RequestBody nothing = RequestBody.create(new byte[0]);
        Answer answer = call(
                what, request(path, query).header("Accept", "*/*").post(nothing).build());
        boolean ofTheApi = ApiFailure.statusMessage(answer.body).isPresent();
        return successful(
                what,
                ofTheApi || answer.code / 100 == 2 || answer.code == NOT_FOUND
                        ? answer
                        : new Answer(UNAVAILABLE, answer.body));
    }

    void delete(String what, List<String> path, JsonObject options) {
        RequestBody sent = RequestBody.create(options.toString(), JSON);
        Answer answer = call(what, request(path, Map.of()).delete(sent).build());
        if (answer.code != NOT_FOUND) {
            tree(what, answer);
        }
    }

    /** Why {@code /readyz} is not answered within a second or two, or with a failure of the server; empty if it is answered. */
    Optional<Failure> notReady() {
        String what = "asking whether it is ready";
        ApiFailure soon = new ApiFailure(failures.title(), BRIEF, http.identity());
        OkHttpClient brief = http.client()
                .newBuilder()
                .callTimeout(BRIEF)
                .retryOnConnectionFailure(false)
                .build();
        try (Response response = brief.newCall(
                        request(List.of("/readyz"), Map.of()).get().build())
                .execute()) {
            return response.code() < SERVER_ERROR
                    ? Optional.empty()
                    : Optional.of(soon.of(what, response.code(), response.body().string())
                            .failure());
        } catch (IOException e) {
            return Optional.of(soon.of(what, e).failure());
        } catch (EtcdbrException e) {
            // The login, which may need what is away, too.
            return Optional.of(e.failure());
        }
    }

    /** A stream that may be silent for any time. */
    Response open(String what, List<String> path, Map<String, String> query) {
        OkHttpClient patient =
                http.client().newBuilder().readTimeout(0, TimeUnit.MILLISECONDS).build();
        Call call = patient.newCall(request(path, query).get().build());
        try {
            Response response = call.execute();
            if (response.isSuccessful()) {
                return response;
            }
            try (response) {
                throw failures.of(what, response.code(), response.body().string());
            }
        } catch (IOException e) {
            throw failures.of(what, e);
        }
    }

    /**
     * Opens one, once, on a connection of its own: where a connection breaks that was used before, OkHttp asks again by itself, and what a
     * WebSocket starts would be started twice. It would not have gone back to the others anyway.
     *
     * @param query name and value in turn, as names may come more than once
     */
    void webSocket(List<String> path, List<String> query, String protocol, WebSocketListener listener) {
        HttpUrl.Builder url = url(path);
        for (int i = 0; i < query.size(); i += 2) {
            url.addQueryParameter(query.get(i), query.get(i + 1));
        }
        OkHttpClient own = http.client()
                .newBuilder()
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .pingInterval(10, TimeUnit.SECONDS)
                .build();
        own.newWebSocket(
                new Request.Builder()
                        .url(url.build())
                        .header("Sec-WebSocket-Protocol", protocol)
                        .build(),
                listener);
    }

    ApiFailure failures() {
        return failures;
    }

    void cancel() {
        http.client().dispatcher().cancelAll();
    }

    void close() {
        http.client().dispatcher().cancelAll();
        http.client().dispatcher().executorService().shutdown();
        http.client().connectionPool().evictAll();
    }

    /** What is not sent again after a connection broke: the object may have been made, and would be made twice or be in the way. */
    private static final class Once extends RequestBody {
        private final byte[] text;

        Once(JsonObject body) {
            this.text = body.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public MediaType contentType() {
            return JSON;
        }

        @Override
        public long contentLength() {
            return text.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(text);
        }
    }

    private record Answer(int code, String body) {}

    private Answer call(String what, Request request) {
        try (Response response = http.client().newCall(request).execute()) {
            return new Answer(response.code(), response.body().string());
        } catch (IOException e) {
            throw failures.of(what, e);
        }
    }

    private String successful(String what, Answer answer) {
        if (answer.code / 100 != 2) {
            throw failures.of(what, answer.code, answer.body);
        }
        return answer.body;
    }

    private JsonObject tree(String what, Answer answer) {
        try {
            if (JsonParser.parseString(successful(what, answer)) instanceof JsonObject tree) {
                return tree;
            }
        } catch (JsonParseException e) {
            throw failures.of(what, new IOException("its answer is not JSON", e));
        }
        throw failures.of(what, new IOException("its answer is not a JSON object"));
    }

    private Request.Builder request(List<String> path, Map<String, String> query) {
        HttpUrl.Builder url = url(path);
        query.forEach(url::addQueryParameter);
        return new Request.Builder().url(url.build()).header("Accept", "application/json");
    }

    /** @param path the first as it is, such as {@code /apis/batch/v1}, the others one segment each */
    private HttpUrl.Builder url(List<String> path) {
        HttpUrl.Builder url = http.base().newBuilder();
        url.addPathSegments(path.getFirst().substring(1));
        path.stream().skip(1).forEach(url::addPathSegment);
        return url;
    }
}
