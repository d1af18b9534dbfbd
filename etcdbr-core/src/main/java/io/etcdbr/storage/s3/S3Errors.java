package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** The one place that knows what S3 servers, the SDK and the JDK say when something fails, and what people should read. */
final class S3Errors {
    private static final Set<String> WRONG_KEYS =
            Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSecurity");
    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "InvalidToken", "TokenRefreshRequired", "ExpiredTokenException");
    private static final Set<String> WRONG_REGION = Set.of(
            "PermanentRedirect",
            "TemporaryRedirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "IncorrectEndpoint");
    private static final Set<String> FULL = Set.of(
            "QuotaExceeded",
            "InsufficientStorage",
            "XMinioStorageFull",
            "XMinioAdminBucketQuotaExceeded",
            "ServiceQuotaExceeded");
    private static final Set<String> DAMAGED = Set.of(
            "BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "IncompleteBody");
    private static final Set<String> PASSING = Set.of(
            "SlowDown",
            "RequestTimeout",
            "InternalError",
            "ServiceUnavailable",
            "Throttling",
            "ThrottlingException",
            "TooManyRequests",
            "OperationAborted",
            "ConditionalRequestConflict");
    private static final Set<String> UNKNOWN_FEATURE = Set.of("NotImplemented", "UnsupportedOperation");

    private final String bucket;
    private final String place;
    private final Duration idleTimeout;

    S3Errors(S3Options options) {
        this.bucket = options.bucket();
        this.idleTimeout = options.idleTimeout();
        this.place = "s3://" + options.bucket() + (options.prefix().isEmpty() ? "" : "/" + options.prefix())
                + options.endpoint().map(uri -> " at " + uri).orElse("");
    }

    /** @param action what was tried, such as {@code read 'a/b'} */
    StoreException of(String action, Throwable failure) {
        return switch (failure) {
            case AwsServiceException answer -> ofAnswer(action, answer);
            case StoreException known -> known;
            default -> ofConnection(action, failure);
        };
    }

    StoreException because(Reason reason, String action, String why, String remedy) {
        return make(reason, action, why, remedy, null);
    }

    /** Whether a server means that it does not know a header or a request, not that this one is wrong. */
    static boolean saysNotImplemented(Throwable failure) {
        return failure instanceof AwsServiceException answer
                && (answer.statusCode() == 501 || UNKNOWN_FEATURE.contains(code(answer)));
    }

    static String code(AwsServiceException answer) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("");
    }

    private StoreException ofAnswer(String action, AwsServiceException answer) {
        String code = code(answer);
        int status = answer.statusCode();
        String told = status + (code.isEmpty() ? "" : " " + code);
        if (status < 300 || status > 599) {
            return unavailable(action, "the answer was cut off (status " + status + ")", "Try again later", answer);
        }
        if (FULL.contains(code) || status == 507) {
            return make(
                    Reason.NO_SPACE,
                    action,
                    "the store is full (" + told + ")",
                    "Free space or raise the quota",
                    answer);
        }
        if (code.equals("NoSuchBucket")) {
            return make(
                    Reason.REFUSED,
                    action,
                    "bucket '" + bucket + "' does not exist there",
                    "Create the bucket, or correct its name, the endpoint or the region",
                    answer);
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return make(
                    Reason.REFUSED,
                    action,
                    "the clocks are too far apart: here it is " + Instant.now() + ", there " + serverTime(answer),
                    "Set this machine's clock",
                    answer);
        }
        if (WRONG_KEYS.contains(code)) {
            return make(
                    Reason.REFUSED,
                    action,
                    "the server does not accept the keys (" + told + ")",
                    "Check the access key and the secret key, and that they belong to this endpoint",
                    answer);
        }
        if (EXPIRED.contains(code)) {
            return make(
                    Reason.REFUSED,
                    action,
                    "the session token is not valid, or not any more (" + told + ")",
                    "Renew the temporary credentials",
                    answer);
        }
        if (WRONG_REGION.contains(code) || status == 301 || status == 307) {
            String region = header(answer, "x-amz-bucket-region")
                    .map(name -> "; the bucket is in " + name)
                    .orElse("; the server says: " + message(answer));
            return make(
                    Reason.REFUSED,
                    action,
                    "this is the wrong region or endpoint (" + told + ")" + region,
                    "Set the option region, or endpoint",
                    answer);
        }
        if (DAMAGED.contains(code)) {
            return make(
                    Reason.CORRUPT,
                    action,
                    "the bytes that arrived are not those that were sent (" + told + ")",
                    "Try again, and look for a broken network device or proxy on the way",
                    answer);
        }
        if (code.equals("PreconditionFailed") || status == 412) {
            return make(
                    Reason.EXISTS,
                    action,
                    "there is an object of that name already, and objects are never overwritten",
                    "",
                    answer);
        }
        if (PASSING.contains(code) || status == 429 || status == 408 || (status >= 500 && status != 501)) {
            return make(
                    Reason.UNAVAILABLE,
                    action,
                    "the server has a problem or is overloaded (" + told + ")",
                    "Try again later",
                    answer);
        }
        if (saysNotImplemented(answer)) {
            return make(
                    Reason.UNSUPPORTED,
                    action,
                    "the server does not know how (" + told + "): " + message(answer),
                    "",
                    answer);
        }
        if (code.equals("NoSuchUpload")) {
            return make(
                    Reason.MISSING,
                    action,
                    "the unfinished upload is gone; somebody else has removed it",
                    "Look for another program, or a lifecycle rule, that aborts uploads in this bucket",
                    answer);
        }
        if (status == 404) {
            return make(Reason.MISSING, action, "there is no such object", "", answer);
        }
        if (status == 401 || status == 403) {
            return make(
                    Reason.REFUSED,
                    action,
                    "access is denied (" + told + ")",
                    "Check the keys, and the bucket policy or the role behind them",
                    answer);
        }
        return make(
                Reason.REFUSED,
                action,
                "the server refused the request (" + told + "): " + message(answer),
                "Check the options of the store location",
                answer);
    }

    private StoreException ofConnection(String action, Throwable failure) {
        Optional<SSLException> tls = cause(failure, SSLException.class);
        if (tls.isPresent()) {
            return ofTls(action, tls.get(), failure);
        }
        if (cause(failure, UnknownHostException.class).isPresent()) {
            return unavailable(
                    action, "its host name has no address", "Check the endpoint and the name server", failure);
        }
        if (cause(failure, SocketTimeoutException.class).isPresent()) {
            return unavailable(
                    action,
                    "the server did not answer in time (idle-timeout is " + seconds(idleTimeout) + ")",
                    "Check the network, or raise idle-timeout or connect-timeout",
                    failure);
        }
        if (cause(failure, ConnectException.class).isPresent()
                || cause(failure, NoRouteToHostException.class).isPresent()) {
            return unavailable(
                    action,
                    "no connection could be made (" + deepest(failure) + ")",
                    "Check the endpoint, and that the server runs",
                    failure);
        }
        if (cause(failure, IOException.class).isPresent()) {
            return unavailable(action, "the connection broke (" + deepest(failure) + ")", "Try again later", failure);
        }
        String told = String.valueOf(failure.getMessage());
        if (told.contains("credentials")) {
            return make(
                    Reason.REFUSED,
                    action,
                    "no usable credentials were found: " + told,
                    "Give access-key-file and secret-key-file, or credentials-file, or set what the AWS SDK looks for",
                    failure);
        }
        if (told.contains("load region")) {
            return make(Reason.REFUSED, action, "no region was found", "Set the option region", failure);
        }
        if (failure instanceof SdkException) {
            return unavailable(
                    action,
                    "the answer is not that of an S3 server, or was cut off: " + told,
                    "Try again, and check the endpoint, its port and path-style",
                    failure);
        }
        throw new IllegalStateException("cannot " + action + " in " + place, failure);
    }

    private StoreException ofTls(String action, SSLException tls, Throwable failure) {
        String told = String.valueOf(tls.getMessage());
        if (told.contains("certification path") || told.contains("PKIX")) {
            boolean expired = deepest(tls).contains("NotAfter") || told.contains("validity check failed");
            return make(
                    Reason.REFUSED,
                    action,
                    expired
                            ? "the server's certificate is expired, or not valid yet (" + deepest(tls) + ")"
                            : "the server's certificate is signed by an authority that is not trusted here",
                    expired ? "Renew the certificate, or set the clock" : "Name the authority's certificate by ca-file",
                    failure);
        }
        if (tls instanceof SSLPeerUnverifiedException || told.contains("subject alternative")) {
            return make(
                    Reason.REFUSED,
                    action,
                    "the server's certificate is for another host name: " + told,
                    "Use a host name that is in the certificate",
                    failure);
        }
        if (told.contains("Unsupported or unrecognized SSL message")) {
            return make(
                    Reason.REFUSED,
                    action,
                    "the server does not speak TLS on this port",
                    "Use http:// or another port",
                    failure);
        }
        boolean refused = tls instanceof SSLHandshakeException && !told.contains("terminated");
        return refused
                ? make(Reason.REFUSED, action, "no TLS connection could be agreed on: " + told, "", failure)
                : unavailable(action, "the TLS connection broke (" + told + ")", "Try again later", failure);
    }

    StoreException stalled(String action) {
        return make(
                Reason.UNAVAILABLE,
                action,
                "the server took no more bytes for " + seconds(idleTimeout),
                "Check the network, or raise idle-timeout",
                null);
    }

    private StoreException unavailable(String action, String why, String remedy, Throwable failure) {
        return make(Reason.UNAVAILABLE, action, why, remedy, failure);
    }

    private StoreException make(Reason reason, String action, String why, String remedy, @Nullable Throwable cause) {
        String problem = "cannot " + action + " in " + place + ": " + oneLine(why);
        return cause == null
                ? new StoreException(reason, problem, remedy)
                : new StoreException(reason, problem, remedy, cause);
    }

    private static String message(AwsServiceException answer) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorMessage)
                .filter(told -> !told.isBlank())
                .orElse("no reason given");
    }

    private static String serverTime(AwsServiceException answer) {
        return header(answer, "Date").orElse("another time");
    }

    private static Optional<String> header(AwsServiceException answer, String name) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader(name));
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        for (Throwable link = failure; link != null; link = link.getCause()) {
            if (type.isInstance(link)) {
                return Optional.of(type.cast(link));
            }
        }
        return Optional.empty();
    }

    private static String deepest(Throwable failure) {
        Throwable link = failure;
        while (link.getCause() != null) {
            link = link.getCause();
        }
        return Optional.ofNullable(link.getMessage()).orElse(link.getClass().getSimpleName());
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
