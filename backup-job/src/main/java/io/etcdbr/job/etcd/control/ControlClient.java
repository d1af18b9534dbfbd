package io.etcdbr.job.etcd.control;

import io.etcdbr.job.etcd.grpc.GrpcException;
import io.etcdbr.job.etcd.http2.Address;
import io.etcdbr.tls.TlsMaterial;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Asks etcd members over the stubs of jetcd. Not over jetcd's client: that one knows no CORRUPT alarm (it calls it
 * UNRECOGNIZED), hides the storage version, and retries where another member should be asked. Thread-safe.
 */
public final class ControlClient implements AutoCloseable {
    private final Channels channels;
    private final Duration timeout;

    /**
     * @param tls asked at the first endpoint with TLS
     * @param timeout for each call, with all that it takes to connect
     */
    public ControlClient(Supplier<TlsMaterial> tls, Duration timeout) {
        this.channels = new Channels(tls);
        this.timeout = timeout;
    }

    /**
     * The members as this one knows them, asked for so that it answers without a leader too.
     *
     * @throws GrpcException if the call failed, also if nobody answers
     */
    public MemberList members(Address address) throws GrpcException {
        return once(address, MemberCalls::members);
    }

    /**
     * The state of the member behind this endpoint.
     *
     * @throws GrpcException if the call failed, also if nobody answers
     */
    public MemberStatus status(Address address) throws GrpcException {
        return once(address, MemberCalls::status);
    }

    /**
     * A connection for reading keys, opened when the first one is asked for.
     *
     * @param patience for each answer
     */
    public RangeClient ranges(Address address, Duration patience) {
        return new RangeClient(
                channels.builder(address)
                        .maxInboundMessageSize(RangeClient.LARGEST_ANSWER)
                        .build(),
                patience);
    }

    /** For many calls to one member. Closing this client ends those of the other. */
    public MemberClient member(Address address) {
        return new MemberClient(channels, address, timeout);
    }

    @Override
    public void close() {
        channels.close();
    }

    private interface Call<T> {
        T on(MemberCalls calls) throws GrpcException;
    }

    /** One connection a call: there are few calls, and the last comes hours after the one before it. */
    private <T> T once(Address address, Call<T> call) throws GrpcException {
        ManagedChannel channel = channels.open(address);
        try {
            return call.on(new MemberCalls(channel, timeout));
        } finally {
            channel.shutdownNow();
        }
    }
}
