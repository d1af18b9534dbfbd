package io.etcdbr.job.etcd.grpc;

import io.etcdbr.job.etcd.http2.Http2Exception;
import io.etcdbr.job.etcd.http2.Http2Stream;
import io.etcdbr.job.etcd.http2.WrongServiceException;
import java.io.IOException;
import java.util.Map;

/**
 * Takes the messages of a gRPC answer out of the HTTP/2 body: each has five bytes before it, and neither those nor the
 * message respect the borders of DATA frames. A message is read in pieces and never held as a whole.
 */
final class GrpcMessages {

    private final Http2Stream stream;
    private long messageLeft;
    private boolean answered;

    GrpcMessages(Http2Stream stream) {
        this.stream = stream;
    }

    /**
     * Moves on to the next message; the one before must have been read to its end.
     *
     * @return false at the end of the answer with status OK
     * @throws GrpcException with any other status
     */
    boolean next() throws IOException {
        if (!answered) {
            requireGrpc(stream.headers());
            answered = true;
        }
        int compressed = stream.read();
        if (compressed < 0) {
            GrpcStatus status = GrpcStatus.of(stream.trailers());
            if (!status.isOk()) {
                throw new GrpcException(status);
            }
            return false;
        }
        if (compressed != 0) {
            throw new Http2Exception("it sent a compressed message although none was asked for");
        }
        messageLeft = 4;
        long length = 0;
        for (int i = 0; i < 4; i++) {
            length = length << 8 | read();
        }
        messageLeft = length;
        return true;
    }

    /** Bytes of the message not yet read. */
    long left() {
        return messageLeft;
    }

    /** One byte of the message, which must have one left. */
    int read() throws IOException {
        int value = messageLeft > 0 ? stream.read() : -1;
        if (value < 0) {
            throw cut();
        }
        messageLeft--;
        return value;
    }

    /** Between one and {@code length} bytes of the message, which must have one left. */
    int read(byte[] target, int offset, int length) throws IOException {
        int count = messageLeft > 0 ? stream.read(target, offset, (int) Math.min(length, messageLeft)) : -1;
        if (count < 0) {
            throw cut();
        }
        messageLeft -= count;
        return count;
    }

    /** An answer cut in a message: the status tells why, if the server sent one. */
    private IOException cut() {
        Map<String, String> trailers = stream.trailers();
        if (!trailers.isEmpty() && !GrpcStatus.of(trailers).isOk()) {
            return new GrpcException(GrpcStatus.of(trailers));
        }
        return new Http2Exception("the answer ends in the middle of a message");
    }

    private static void requireGrpc(Map<String, String> headers) throws IOException {
        String status = headers.getOrDefault(":status", "");
        String type = headers.getOrDefault("content-type", "");
        if (headers.containsKey("grpc-status")) {
            return;
        }
        if (!status.equals("200")) {
            throw notEtcd("HTTP status " + status);
        }
        if (!type.startsWith("application/grpc")) {
            throw notEtcd("'" + type + "'");
        }
    }

    private static WrongServiceException notEtcd(String found) {
        return new WrongServiceException(
                "it answers with " + found + " where etcd answers with gRPC",
                "Give the client URL of an etcd member: this looks like another port of it, or a proxy");
    }
}
