package io.etcdbr.job.etcd.grpc;

import io.etcdbr.job.etcd.http2.Address;
import io.etcdbr.job.etcd.http2.Http2Exception;
import io.etcdbr.job.etcd.http2.Http2Stream;
import io.etcdbr.job.etcd.http2.Patience;
import io.etcdbr.job.etcd.http2.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;

/**
 * etcd's {@code Maintenance/Snapshot}: the bytes that {@code etcdctl snapshot save} would store, the bbolt file and the SHA-256
 * trailer. The end is only reported when etcd ended the call with success after as many bytes as it had announced; everything
 * else is an {@link IOException}. The trailer is the caller's to check.
 *
 * <p>For one reading thread; {@link #close} may come from any thread and ends a read under way.
 */
public final class SnapshotCall implements Closeable {
    private static final String METHOD = "/etcdserverpb.Maintenance/Snapshot";

    /** etcd's count of what is to come leaves out the SHA-256 that ends the snapshot. */
    private static final int TRAILER = 32;

    /** Field numbers of etcdserverpb.SnapshotResponse and the wire types of protobuf. */
    private static final int REMAINING_BYTES = 2;

    private static final int BLOB = 3;
    private static final int WIRE_VARINT = 0;
    private static final int WIRE_FIXED64 = 1;
    private static final int WIRE_BYTES = 2;
    private static final int WIRE_FIXED32 = 5;

    private final Http2Stream http;
    private final GrpcMessages messages;

    private long blobLeft;
    private long remainingOfMessage;
    private long total = -1;
    private long received;
    private boolean inMessage;
    private boolean ended;

    private SnapshotCall(Http2Stream http) {
        this.http = http;
        this.messages = new GrpcMessages(http);
    }

    /**
     * Asks for the snapshot; what the server thinks of it shows at the first read.
     *
     * @param transport closed with the call
     */
    public static SnapshotCall open(Transport transport, Address address, Patience patience) throws IOException {
        return new SnapshotCall(GrpcRequest.send(transport, address, METHOD, patience));
    }

    /** How many bytes are still to come, or -1 before etcd's first message was read. */
    public long remaining() {
        return total < 0 ? -1 : Math.max(0, total - received);
    }

    /** Fills the target unless the snapshot ends before: short reads would cost each caller a loop. */
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        int filled = 0;
        while (filled < length && (blobLeft > 0 || nextBlob())) {
            int count = messages.read(target, offset + filled, (int) Math.min(length - filled, blobLeft));
            filled += count;
            blobLeft -= count;
            received += count;
        }
        return filled > 0 || length == 0 ? filled : -1;
    }

    @Override
    public void close() throws IOException {
        http.close();
    }

    /** Walks through the fields up to the next piece of the snapshot, and at the end over to the status. */
    private boolean nextBlob() throws IOException {
        while (blobLeft == 0 && !ended) {
            if (messages.left() > 0) {
                field();
                continue;
            }
            if (inMessage && total < 0) {
                total = received + remainingOfMessage + TRAILER;
                requirePlausible();
            }
            inMessage = messages.next();
            if (!inMessage) {
                ended = true;
                requireWhole();
            }
        }
        return !ended;
    }

    private void field() throws IOException {
        long key = varint();
        int wireType = (int) (key & 7);
        switch (wireType) {
            case WIRE_VARINT -> {
                long value = varint();
                if (key >>> 3 == REMAINING_BYTES) {
                    remainingOfMessage = value;
                }
            }
            case WIRE_BYTES -> {
                long length = varint();
                if (length < 0 || length > messages.left()) {
                    throw damaged();
                }
                if (key >>> 3 == BLOB) {
                    blobLeft = length;
                } else {
                    passOver(length);
                }
            }
            case WIRE_FIXED64 -> passOver(8);
            case WIRE_FIXED32 -> passOver(4);
            default -> throw damaged();
        }
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = messages.read();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw damaged();
    }

    private void passOver(long length) throws IOException {
        for (long i = 0; i < length; i++) {
            messages.read();
        }
    }

    private void requirePlausible() throws Http2Exception {
        if (remainingOfMessage < 0 || total < 0) {
            throw damaged();
        }
    }

    private void requireWhole() throws Http2Exception {
        if (total < 0 || received != total) {
            throw new Http2Exception("it ended the snapshot after " + received + " bytes, announced were "
                    + (total < 0 ? "none" : Long.toString(total)));
        }
    }

    private static Http2Exception damaged() {
        return new Http2Exception("it sent a snapshot message that is damaged");
    }
}
