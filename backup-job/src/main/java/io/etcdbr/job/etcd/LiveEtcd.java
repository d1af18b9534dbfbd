package io.etcdbr.job.etcd;

import io.etcdbr.config.EtcdSettings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.job.etcd.control.ControlClient;
import io.etcdbr.job.etcd.control.RangeClient;
import io.etcdbr.job.etcd.grpc.GrpcException;
import io.etcdbr.job.etcd.grpc.SnapshotCall;
import io.etcdbr.job.etcd.http2.Address;
import io.etcdbr.job.etcd.http2.Patience;
import io.etcdbr.job.etcd.http2.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** An etcd over the network: small calls by {@link ControlClient}, the snapshot on a connection of its own. */
final class LiveEtcd implements EtcdSource {
    private final EtcdSettings settings;
    private final Connector connector;
    private final ControlClient control;
    private final Set<Future<?>> waited = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private LiveEtcd(EtcdSettings settings, Connector connector) {
        this.settings = settings;
        this.connector = connector;
        this.control = new ControlClient(connector::tls, settings.connectTimeout());
    }

    static LiveEtcd open(EtcdSettings settings) {
        Connector connector = new Connector(settings);
        if (addresses(settings).stream().anyMatch(Address::tls)) {
            connector.tls();
        }
        return new LiveEtcd(settings, connector);
    }

    @Override
    public ClusterState look() {
        return untilClosed(() -> new Look(control, connector).at(addresses(settings)));
    }

    @Override
    public long revision(MemberState.Reachable member) {
        return untilClosed(() -> askRevision(member));
    }

    @Override
    public OptionalLong quota(MemberState.Reachable member) {
        return member.dbSizeQuota().isPresent()
                ? member.dbSizeQuota()
                : untilClosed(() -> QuotaMetric.at(member.endpoint(), connector::tls));
    }

    private long askRevision(MemberState.Reachable member) {
        Address address = address(member);
        try {
            return control.status(address).revision();
        } catch (GrpcException e) {
            throw new EtcdbrException(
                    connector
                            .diagnoseByTrying(address, e)
                            .failure(name(member, address) + " does not tell its revision"),
                    e);
        }
    }

    @Override
    public SnapshotStream open(MemberState.Reachable member) {
        return untilClosed(() -> connect(member));
    }

    private SnapshotStream connect(MemberState.Reachable member) {
        Address address = address(member);
        try {
            Transport transport = connector.connect(address);
            try {
                SnapshotCall call = SnapshotCall.open(transport, address, Patience.within(settings.idleTimeout()));
                return new MemberSnapshot(
                        call, connector, address, member.member().name());
            } catch (IOException | RuntimeException e) {
                transport.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EtcdbrException(
                    connector.diagnose(address, e).failure(name(member, address) + " cannot be read"), e);
        }
    }

    @Override
    public MemberKeys keys(MemberState.Reachable member) {
        Address address = address(member);
        RangeClient ranges = control.ranges(address, settings.idleTimeout());
        try {
            long revision = untilClosed(() -> asked(member, address, ranges::revision));
            return new PagedKeys(
                    revision,
                    (from, end, limit, values) -> untilClosed(() ->
                            asked(member, address, () -> PagedKeys.page(ranges, revision, from, end, limit, values))),
                    ranges::close);
        } catch (RuntimeException e) {
            ranges.close();
            throw e;
        }
    }

    private interface Question<T> {
        T ask() throws GrpcException;
    }

    private <T> T asked(MemberState.Reachable member, Address address, Question<T> question) {
        try {
            return question.ask();
        } catch (GrpcException e) {
            throw new EtcdbrException(
                    connector.diagnoseByTrying(address, e).failure(name(member, address) + " does not give its keys"),
                    e);
        }
    }

    @Override
    public void close() {
        closed = true;
        waited.forEach(answer -> answer.cancel(true));
        control.close();
    }

    /**
     * Asks on another thread, so that {@link #close} ends the wait at once, whatever the question hangs in; the interrupt then
     * ends the question itself.
     */
    private <T> T untilClosed(Supplier<T> question) {
        FutureTask<T> answer = new FutureTask<>(question::get);
        waited.add(answer);
        try {
            if (closed) {
                throw stopped();
            }
            Thread.ofVirtual().name("ask etcd").start(answer);
            return answer.get();
        } catch (CancellationException e) {
            throw stopped();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw stopped();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failed -> throw failed;
                case Error failed -> throw failed;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            waited.remove(answer);
        }
    }

    private static EtcdbrException stopped() {
        return new EtcdbrException(Diagnosis.stopped().failure("etcd was not asked to the end"));
    }

    private static String name(MemberState.Reachable member, Address address) {
        return "etcd member " + member.member().name() + " at " + address.url();
    }

    private static List<Address> addresses(EtcdSettings settings) {
        return settings.endpoints().stream()
                .map(Address::of)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Address address(MemberState.Reachable member) {
        return Address.of(member.endpoint())
                .orElseThrow(() -> new IllegalArgumentException("no http URL: " + member.endpoint()));
    }
}
