package io.etcdbr.job.etcd.grpc;

import io.etcdbr.job.etcd.http2.Address;
import io.etcdbr.job.etcd.http2.Http2Stream;
import io.etcdbr.job.etcd.http2.Patience;
import io.etcdbr.job.etcd.http2.Transport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Calls with an empty message, which is all that a snapshot needs. */
public final class GrpcRequest {
    private static final byte[] EMPTY_MESSAGE = new byte[5];

    private GrpcRequest() {}

    /** Asks for nothing but an answer: returns if it has a message or a good end. */
    public static void status(Transport transport, Address address, Patience patience) throws IOException {
        try (Http2Stream stream = send(transport, address, "/etcdserverpb.Maintenance/Status", patience)) {
            new GrpcMessages(stream).next();
        }
    }

    /** @param transport closed with the stream */
    static Http2Stream send(Transport transport, Address address, String method, Patience patience) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(":method", "POST");
        headers.put(":scheme", address.scheme());
        headers.put(":path", method);
        headers.put(":authority", address.authority());
        headers.put("te", "trailers");
        headers.put("content-type", "application/grpc");
        headers.put("user-agent", "etcdbr");
        return Http2Stream.request(transport, headers, EMPTY_MESSAGE, patience);
    }
}
