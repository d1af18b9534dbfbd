package io.etcdbr.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.s3.AnsweringServer.Answer;
import io.etcdbr.testing.FreePort;
import io.etcdbr.testing.S3Account;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3ErrorsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    404 | NoSuchBucket                 | REFUSED     | bucket 'bucket' does not exist
                    403 | AccessDenied                 | REFUSED     | access is denied (403 AccessDenied)
                    403 | InvalidAccessKeyId           | REFUSED     | does not accept the keys
                    403 | SignatureDoesNotMatch        | REFUSED     | does not accept the keys
                    400 | ExpiredToken                 | REFUSED     | session token is not valid
                    403 | RequestTimeTooSkewed         | REFUSED     | clocks are too far apart
                    301 | PermanentRedirect            | REFUSED     | wrong region or endpoint
                    400 | AuthorizationHeaderMalformed | REFUSED     | wrong region or endpoint
                    503 | SlowDown                     | UNAVAILABLE | overloaded (503 SlowDown)
                    500 | InternalError                | UNAVAILABLE | has a problem
                    502 | Whatever                     | UNAVAILABLE | has a problem
                    429 | TooManyRequests              | UNAVAILABLE | overloaded
                    507 | InsufficientStorage          | NO_SPACE    | the store is full
                    403 | QuotaExceeded                | NO_SPACE    | the store is full
                    400 | BadDigest                    | CORRUPT     | not those that were sent
                    400 | XAmzContentSHA256Mismatch    | CORRUPT     | not those that were sent
                    501 | NotImplemented               | UNSUPPORTED | does not know how
                    400 | InvalidRequest               | REFUSED     | So says the server
                    """)
    void whatTheServerSaysIsTold(int status, String code, Reason reason, String sentence) throws Exception {
        try (AnsweringServer server = new AnsweringServer(folder, request -> Answer.error(status, code))) {
            StoreException failure = failureOfOpening(server.location());
            assertThat(failure.reason()).isEqualTo(reason);
            assertThat(failure)
                    .hasMessageContaining(sentence)
                    .hasMessageContaining("s3://bucket/p/ at http://127.0.0.1:");
            assertThat(failure.failure().sentence()).doesNotContain("very-secret", "null", "\n", "..");
        }
    }

    @Test
    void aSkewedClockIsToldWithBothTimes() throws Exception {
        try (AnsweringServer server =
                new AnsweringServer(folder, request -> Answer.error(403, "RequestTimeTooSkewed"))) {
            assertThat(failureOfOpening(server.location()))
                    .hasMessageMatching(".*here it is 20\\d\\d-.*Z, there \\w{3}, \\d\\d? \\w{3} 20\\d\\d .* GMT");
        }
    }

    @Test
    void theRegionOfTheBucketIsToldWhereTheServerNamesIt() throws Exception {
        Answer answer = Answer.error(301, "PermanentRedirect");
        try (AnsweringServer server = new AnsweringServer(
                folder, request -> new Answer(301, Map.of("x-amz-bucket-region", "eu-central-1"), answer.body()))) {
            assertThat(failureOfOpening(server.location())).hasMessageContaining("the bucket is in eu-central-1");
        }
    }

    @Test
    void whatIsNoS3ServerIsToldAsSuch() throws Exception {
        try (AnsweringServer server =
                new AnsweringServer(folder, request -> new Answer(200, Map.of(), "<html>Welcome!</html"))) {
            StoreException failure = failureOfOpening(server.location());
            assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("not that of an S3 server");
        }
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() throws Exception {
        int port = FreePort.take();
        StoreException failure = failureOfOpening(at("http://127.0.0.1:" + port));
        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("no connection could be made (Connection refused)");
    }

    @Test
    void aHostNameWithoutAnAddressIsTold() throws Exception {
        StoreException failure = failureOfOpening(at("http://no-such-host.invalid"));
        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("has no address");
    }

    @Test
    void aServerThatNeverAnswersIsGivenUpAfterTheIdleTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            StoreException failure = failureOfOpening(
                    at("http://127.0.0.1:" + silent.getLocalPort()).withOptions(Map.of("idle-timeout", "300ms")));
            assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("idle-timeout is 300ms");
        }
    }

    @Test
    void plainHttpWhereTlsIsExpectedIsTold() throws Exception {
        try (ServerSocket plain = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> {
                while (!plain.isClosed()) {
                    try (Socket client = plain.accept()) {
                        client.getInputStream().read();
                        client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                    } catch (IOException e) {
                        // The next one.
                    }
                }
            });
            StoreException failure = failureOfOpening(at("https://127.0.0.1:" + plain.getLocalPort()));
            assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
            assertThat(failure).hasMessageContaining("does not speak TLS");
        }
    }

    @Test
    void aKeyFileThatIsEmptyIsNamed() throws Exception {
        StoreLocation location = at("http://127.0.0.1:1");
        Path secret = Files.writeString(folder.resolve("secret-key"), " \n");
        StoreException failure = failureOfOpening(location);
        assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
        assertThat(failure).hasMessageContaining("'" + secret + "' is empty");
    }

    @Test
    void aPassingProblemIsTriedAgainWhenTheStoreIsOpened() throws Exception {
        int[] asked = {0};
        try (AnsweringServer server = new AnsweringServer(
                        folder, request -> asked[0]++ == 0 ? Answer.error(503, "SlowDown") : Answer.emptyListing());
                Store store = new S3StoreProvider().open(server.location())) {
            assertThat(server.requests()).hasSize(2);
            assertThat(store.location()).isEqualTo(server.location());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<NextContinuationToken></NextContinuationToken>", "<NextMarker>p/x</NextMarker>"})
    void aListThatGoesOnWithoutSayingWhereIsNotTakenForTheWhole(String next) throws Exception {
        StoreException failure = failureOfListing(next);
        assertThat(failure.reason()).isEqualTo(Reason.CORRUPT);
        assertThat(failure).hasMessageContaining("bucket 'bucket'").hasMessageContaining("not from where");
    }

    @Test
    void aListThatNeverGetsOnIsGivenUp() throws Exception {
        assertThat(failureOfListing("<NextContinuationToken>same</NextContinuationToken>")
                        .reason())
                .isEqualTo(Reason.CORRUPT);
    }

    private StoreException failureOfListing(String next) throws Exception {
        int[] asked = {0};
        Answer page = new Answer(
                200,
                Map.of(),
                "<?xml version=\"1.0\"?><ListBucketResult><Name>bucket</Name><IsTruncated>true</IsTruncated>" + next
                        + "<Contents><Key>p/x</Key><Size>1</Size><LastModified>2026-11-20T12:00:00Z</LastModified></Contents>"
                        + "</ListBucketResult>");
        try (AnsweringServer server =
                        new AnsweringServer(folder, request -> asked[0]++ == 0 ? Answer.emptyListing() : page);
                Store store = new S3StoreProvider().open(server.location())) {
            return catchThrowableOfType(StoreException.class, () -> store.list(Optional.empty(), object -> {}));
        }
    }

    @Test
    void anAnswerThatIgnoresTheRangeIsNotTakenForTheRange() throws Exception {
        try (AnsweringServer server = new AnsweringServer(
                        folder,
                        request -> request.getRequestURI().getQuery() != null
                                ? Answer.emptyListing()
                                : new Answer(200, Map.of(), "the whole object"));
                Store store = new S3StoreProvider().open(server.location())) {
            StoreException failure = catchThrowableOfType(StoreException.class, () -> {
                try (InputStream stream = store.read(new ObjectKey("x"), 4, 5)) {
                    stream.readAllBytes();
                }
            });
            assertThat(failure.reason()).isEqualTo(Reason.CORRUPT);
        }
    }

    @Test
    void aServerThatDoesNotKnowConditionsIsAskedOnceAndWrittenToWithoutThem() throws Exception {
        StringBuilder seen = new StringBuilder();
        boolean[] there = {false};
        String[] writer = {""};
        try (AnsweringServer server = new AnsweringServer(folder, request -> {
                    if (request.getRequestMethod().equals("GET")) {
                        return Answer.emptyListing();
                    }
                    if (request.getRequestMethod().equals("HEAD")) {
                        return there[0]
                                ? new Answer(
                                        200,
                                        Map.of(
                                                "Content-Length",
                                                "5",
                                                "x-amz-meta-etcdbr-writer",
                                                writer[0],
                                                "ETag",
                                                "\"x\"",
                                                "Last-Modified",
                                                "Fri, 20 Nov 2026 12:00:00 GMT"),
                                        "")
                                : new Answer(404, Map.of(), "");
                    }
                    boolean conditional = request.getRequestHeaders().containsKey("If-None-Match");
                    seen.append(conditional ? "c" : "p");
                    there[0] = !conditional;
                    writer[0] = String.valueOf(request.getRequestHeaders().getFirst("x-amz-meta-etcdbr-writer"));
                    return conditional ? Answer.error(501, "NotImplemented") : new Answer(200, Map.of(), "");
                });
                Store store = new S3StoreProvider().open(server.location())) {
            for (String name : new String[] {"one", "two"}) {
                there[0] = false;
                StoreWriting.write(store, new ObjectKey(name), new byte[5]);
            }
        }
        assertThat(seen.toString()).isEqualTo("cpp");
    }

    private StoreLocation at(String endpoint) throws IOException {
        return S3Account.of(URI.create(endpoint), "key", "secret", folder).location("bucket", "p", Map.of());
    }

    private static StoreException failureOfOpening(StoreLocation location) {
        return catchThrowableOfType(
                StoreException.class, () -> new S3StoreProvider().open(location).close());
    }
}
