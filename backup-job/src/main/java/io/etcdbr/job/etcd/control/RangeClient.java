package io.etcdbr.job.etcd.control;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.job.etcd.grpc.GrpcException;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Reads keys of one member over one connection. What it asks for needs no leader: the member answers from what it has. Thread-safe.
 */
public final class RangeClient implements AutoCloseable {
    /** Answers that are larger are refused unread. */
    static final int LARGEST_ANSWER = 16 << 20;

    private final ManagedChannel channel;
    private final Duration timeout;

    RangeClient(ManagedChannel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout;
    }

    /** The member's newest revision. */
    public long revision() throws GrpcException {
        return range(RangeRequest.newBuilder()
                        .setKey(ByteString.copyFrom(new byte[1]))
                        .setCountOnly(true))
                .getHeader()
                .getRevision();
    }

    /**
     * The first keys from {@code from} on and before {@code end}, as of {@code revision}.
     *
     * @param end one zero byte for no end
     * @param values whether with their values
     * @throws GrpcException if the call failed, also if nobody answers
     */
    public KeyPage page(byte[] from, byte[] end, long revision, int limit, boolean values) throws GrpcException {
        RangeResponse answer = range(RangeRequest.newBuilder()
                .setKey(ByteString.copyFrom(from))
                .setRangeEnd(ByteString.copyFrom(end))
                .setRevision(revision)
                .setLimit(limit)
                .setKeysOnly(!values));
        return new KeyPage(
                answer.getHeader().getRevision(),
                answer.getKvsList().stream().map(RangeClient::keyValue).toList(),
                answer.getMore());
    }

    private RangeResponse range(RangeRequest.Builder request) throws GrpcException {
        try {
            return KVGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                    .range(request.setSerializable(true).build());
        } catch (StatusRuntimeException e) {
            throw MemberCalls.failed(e);
        }
    }

    private static KeyValue keyValue(io.etcd.jetcd.api.KeyValue found) {
        return new KeyValue(
                segment(found.getKey()),
                found.getCreateRevision(),
                found.getModRevision(),
                found.getVersion(),
                segment(found.getValue()),
                found.getLease());
    }

    private static MemorySegment segment(ByteString bytes) {
        return MemorySegment.ofBuffer(bytes.asReadOnlyByteBuffer());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
