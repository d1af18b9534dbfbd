package io.etcdbr.storage.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.testing.S3Account;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An HTTP server that gives the answers a test wants, to any request. */
final class AnsweringServer implements AutoCloseable {
    /** One answer. */
    record Answer(int status, Map<String, String> headers, String body) {
        static Answer error(int status, String code) {
            return new Answer(
                    status,
                    Map.of(),
                    "<?xml version=\"1.0\"?><Error><Code>" + code
                            + "</Code><Message>So says the server.</Message></Error>");
        }

        static Answer emptyListing() {
            return new Answer(
                    200,
                    Map.of(),
                    "<?xml version=\"1.0\"?><ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated></ListBucketResult>");
        }
    }

    /** Chooses the answer. */
    interface Answers {
        Answer to(HttpExchange request);
    }

    private final HttpServer server;
    private final S3Account account;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    AnsweringServer(Path folder, Answers answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            Answer answer = answers.to(exchange);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            boolean bare = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
            exchange.sendResponseHeaders(answer.status(), bare ? -1 : body.length);
            if (!bare) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
        account = S3Account.of(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "key", "very-secret", folder);
    }

    /** Method and path of each request so far. */
    List<String> requests() {
        return requests;
    }

    /** With time-outs that no machine exceeds, however busy it is for others. */
    StoreLocation location() {
        return account.location("bucket", "p", Map.of("idle-timeout", "3m", "connect-timeout", "3m"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
