package io.etcdbr.job.etcd.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The outcome of a gRPC call.
 *
 * @param code 0 is success; the numbers are gRPC's
 * @param message the server's own text, empty when it gave none
 */
public record GrpcStatus(int code, String message) {

    private static final int UNKNOWN = 2;
    private static final List<String> NAMES = List.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");

    /** Reads {@code grpc-status} and {@code grpc-message}; without a status the call did not end well. */
    public static GrpcStatus of(Map<String, String> trailers) {
        String message = percentDecode(trailers.getOrDefault("grpc-message", ""));
        String code = trailers.get("grpc-status");
        if (code == null) {
            return new GrpcStatus(UNKNOWN, "it ended the call without a gRPC status");
        }
        try {
            return new GrpcStatus(Integer.parseInt(code), message);
        } catch (NumberFormatException e) {
            return new GrpcStatus(UNKNOWN, "it ended the call with the gRPC status '" + code + "'");
        }
    }

    public boolean isOk() {
        return code == 0;
    }

    /** For example {@code PERMISSION_DENIED}. */
    public String name() {
        return code >= 0 && code < NAMES.size() ? NAMES.get(code) : "status " + code;
    }

    @Override
    public String toString() {
        return message.isEmpty() ? name() : name() + ": " + message;
    }

    /** As gRPC asks: bytes above ASCII come as %XX of UTF-8, and what is no escape stays as it is. */
    static String percentDecode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
