package io.etcdbr.kubectl.cluster;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.Failure;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** A command that was refused by what may pass, where it is certain that nothing was started. */
final class NotStarted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int TOO_MANY = 429;
    private static final int INTERNAL = 500;
    private static final int UNAVAILABLE = 503;

    /** Of a container that is gone, which does not pass; or of a connection behind the server that was lost after the command was sent there. */
    private static final Pattern LASTING_OR_UNCERTAIN =
            Pattern.compile("container not found|\\bEOF\\b|\\breset\\b|broken pipe|closed network connection");

    /**
     * An API server that asks a kubelet by SPDY, as all do up to Kubernetes 1.35 and with older kubelets, opens the WebSocket before it asks. Only
     * the streams that it opens to a kubelet that agreed start the command.
     */
    private static final Pattern BEHIND_THE_API = Pattern.compile(
            "^Internal error occurred: (unable to upgrade connection|error sending request): .*(Authorization error|connection refused)");

    private final transient EtcdbrException failure;
    private final transient Duration atLeast;

    private NotStarted(EtcdbrException failure, Duration atLeast) {
        super(failure.getMessage(), failure);
        this.failure = failure;
        this.atLeast = atLeast;
    }

    /**
     * What an answer instead of the upgrade is, {@code failure} itself if it is none of these. 502 and 504 are of gateways, which may have passed
     * the command on.
     *
     * @param retryAfter the header of this name
     */
    static RuntimeException orElse(EtcdbrException failure, int code, @Nullable String retryAfter, String body) {
        Optional<Duration> asked = seconds(retryAfter);
        boolean passes = switch (code) {
            case TOO_MANY -> asked.isPresent();
            case INTERNAL, UNAVAILABLE -> !LASTING_OR_UNCERTAIN.matcher(body).find();
            default -> false;
        };
        return passes ? new NotStarted(failure, asked.orElse(Duration.ZERO)) : failure;
    }

    /** The same of a connection that did not come about. One that broke may have carried the command. */
    static RuntimeException orElse(EtcdbrException failure, IOException why) {
        boolean unconnected = switch (why) {
            case ConnectException _, NoRouteToHostException _ -> true;
            // As of a load balancer whose API server is away.
            case SSLHandshakeException tls -> tls.getCause() instanceof EOFException;
            default -> false;
        };
        return unconnected ? new NotStarted(failure, Duration.ZERO) : failure;
    }

    /**
     * The same of an end of which the API server told before any output.
     *
     * @param message of its status
     */
    static RuntimeException orElse(EtcdbrException failure, String message) {
        return BEHIND_THE_API.matcher(message).find() ? new NotStarted(failure, Duration.ZERO) : failure;
    }

    private static Optional<Duration> seconds(@Nullable String retryAfter) {
        return Optional.ofNullable(retryAfter)
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    /** How long the server wants to be left alone. */
    Duration atLeast() {
        return atLeast;
    }

    /** As it is told after so many attempts. */
    EtcdbrException after(int attempts, Duration length) {
        if (attempts == 1) {
            return failure;
        }
        Failure last = failure.failure();
        return new EtcdbrException(
                new Failure(
                        last.code(),
                        last.problem() + " (tried " + attempts + " times within " + Math.max(1, length.toSeconds())
                                + " s)",
                        last.remedy()),
                failure);
    }
}
