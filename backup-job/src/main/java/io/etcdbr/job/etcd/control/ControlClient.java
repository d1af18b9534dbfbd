package io.etcdbr.job.etcd.control;

import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.etcdbr.job.etcd.grpc.GrpcException;
import io.etcdbr.job.etcd.grpc.GrpcStatus;
import io.etcdbr.job.etcd.http2.Address;
import io.etcdbr.tls.TlsMaterial;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks etcd members over the stubs of jetcd. Not over jetcd's client: that one knows no CORRUPT alarm (it calls it
 * UNRECOGNIZED), hides the storage version, and retries where another member should be asked. Thread-safe.
 */
public final class ControlClient implements AutoCloseable {
    /** {@code StatusResponse.storageVersion} of etcd 3.6, which jetcd's protocol files do not have yet. */
    private static final int STORAGE_VERSION = 11;

    /** {@code StatusResponse.dbSizeQuota} of etcd 3.6. */
    private static final int DB_SIZE_QUOTA = 12;

    /** What it warns of reaches us as an exception. Held, or its level would be lost. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    static {
        GRPC.setLevel(Level.SEVERE);
    }

    private final Supplier<TlsMaterial> tls;
    private final Duration timeout;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("etcd-control", true), NioIoHandler.newFactory());
    private @Nullable SslContext sslContext;

    /**
     * @param tls asked at the first endpoint with TLS
     * @param timeout for each call, with all that it takes to connect
     */
    public ControlClient(Supplier<TlsMaterial> tls, Duration timeout) {
        this.tls = tls;
        this.timeout = timeout;
    }

    /**
     * The members as this one knows them, asked for so that it answers without a leader too.
     *
     * @throws GrpcException if the call failed, also if nobody answers
     */
    public MemberList members(Address address) throws GrpcException {
        return call(address, channel -> {
            MemberListResponse answer = ClusterGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                    .memberList(MemberListRequest.getDefaultInstance());
            List<MemberList.Entry> members = answer.getMembersList().stream()
                    .map(member -> new MemberList.Entry(
                            member.getID(),
                            member.getName(),
                            member.getPeerURLsList(),
                            member.getClientURLsList(),
                            member.getIsLearner()))
                    .toList();
            return new MemberList(answer.getHeader().getClusterId(), members);
        });
    }

    /**
     * The state of the member behind this endpoint.
     *
     * @throws GrpcException if the call failed, also if nobody answers
     */
    public MemberStatus status(Address address) throws GrpcException {
        return call(address, channel -> {
            StatusResponse answer = MaintenanceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                    .status(StatusRequest.getDefaultInstance());
            return new MemberStatus(
                    answer.getHeader().getClusterId(),
                    answer.getHeader().getMemberId(),
                    answer.getLeader(),
                    answer.getIsLearner(),
                    answer.getVersion(),
                    storageVersion(answer),
                    answer.getDbSize(),
                    answer.getDbSizeInUse() > 0 ? OptionalLong.of(answer.getDbSizeInUse()) : OptionalLong.empty(),
                    dbSizeQuota(answer),
                    answer.getHeader().getRevision(),
                    answer.getRaftIndex(),
                    answer.getRaftAppliedIndex(),
                    answer.getRaftTerm(),
                    answer.getErrorsList());
        });
    }

    /**
     * A connection for reading keys, opened when the first one is asked for.
     *
     * @param patience for each answer
     */
    public RangeClient ranges(Address address, Duration patience) {
        return new RangeClient(
                builder(address)
                        .maxInboundMessageSize(RangeClient.LARGEST_ANSWER)
                        .build(),
                patience);
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** One connection a call: there are few calls, and the last comes hours after the one before it. */
    private <T> T call(Address address, Call<T> call) throws GrpcException {
        ManagedChannel channel = builder(address).build();
        try {
            return call.on(channel);
        } catch (StatusRuntimeException e) {
            throw failed(e);
        } finally {
            channel.shutdownNow();
        }
    }

    static GrpcException failed(StatusRuntimeException e) {
        String text = e.getStatus().getDescription();
        GrpcException failed =
                new GrpcException(new GrpcStatus(e.getStatus().getCode().value(), text == null ? "" : text));
        failed.initCause(e);
        return failed;
    }

    private interface Call<T> {
        T on(ManagedChannel channel);
    }

    private NettyChannelBuilder builder(Address address) {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(address.host(), address.port())
                .eventLoopGroup(loop)
                .channelType(NioSocketChannel.class)
                .withOption(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
                .directExecutor()
                .disableRetry()
                .disableServiceConfigLookUp()
                .proxyDetector(target -> null)
                .userAgent("etcdbr");
        return address.tls() ? builder.sslContext(sslContext()) : builder.usePlaintext();
    }

    private synchronized SslContext sslContext() {
        if (sslContext == null) {
            TlsMaterial material = tls.get();
            SslContextBuilder builder = SslContextBuilder.forClient().trustManager(material.trust());
            material.client().ifPresent(builder::keyManager);
            try {
                sslContext = GrpcSslContexts.configure(builder, SslProvider.JDK).build();
            } catch (SSLException e) {
                throw new IllegalStateException("this Java has no TLS", e);
            }
        }
        return sslContext;
    }

    private static OptionalLong dbSizeQuota(StatusResponse answer) {
        return answer.getUnknownFields().getField(DB_SIZE_QUOTA).getVarintList().stream()
                .mapToLong(Long::longValue)
                .filter(quota -> quota > 0)
                .findFirst();
    }

    private static Optional<String> storageVersion(StatusResponse answer) {
        UnknownFieldSet unknown = answer.getUnknownFields();
        return unknown.hasField(STORAGE_VERSION)
                ? unknown.getField(STORAGE_VERSION).getLengthDelimitedList().stream()
                        .findFirst()
                        .map(text -> text.toStringUtf8())
                        .filter(text -> !text.isEmpty())
                : Optional.empty();
    }
}
