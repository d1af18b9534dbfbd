package io.etcdbr.job.etcd.control;

import io.etcdbr.job.etcd.http2.Address;
import io.etcdbr.tls.TlsMaterial;
import io.grpc.ManagedChannel;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes gRPC channels that share one thread and little memory. Thread-safe. */
final class Channels implements AutoCloseable {
    /** What it warns of reaches us as an exception. Held, or its level would be lost. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    static {
        GRPC.setLevel(Level.SEVERE);
    }

    private final Supplier<TlsMaterial> tls;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("etcd-control", true), NioIoHandler.newFactory());
    private @Nullable SslContext sslContext;

    /** @param tls asked at the first endpoint with TLS */
    Channels(Supplier<TlsMaterial> tls) {
        this.tls = tls;
    }

    ManagedChannel open(Address address) {
        return builder(address).build();
    }

    /** For a channel with a wish of its own. */
    NettyChannelBuilder builder(Address address) {
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

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
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
}
