package io.etcdbr.node.coordination;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.AlarmType;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseRevokeResponse;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcdbr.job.etcd.control.ControlClient;
import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.job.etcd.http2.Address;
import io.etcdbr.restore.plan.PlanFixture;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers as a member of etcd does, slowly or not at all where a test says so: a real one cannot be told to. */
public final class StandInMember implements AutoCloseable {
    /** Which cluster it is of. */
    public volatile long cluster = PlanFixture.OLD_CLUSTER.value();

    /** Its id. */
    public volatile long member;

    /** Members that have raised NOSPACE. */
    final Set<Long> alarms = ConcurrentHashMap.newKeySet();

    public final Map<String, String> keys = new ConcurrentHashMap<>();

    /** How long the store takes to be read. */
    volatile Duration reading = Duration.ZERO;

    /** How often keys were asked for. */
    public final AtomicInteger looks = new AtomicInteger();

    /** How often somebody began to have the store read. */
    final AtomicInteger reads = new AtomicInteger();

    /** Of its store. */
    public volatile long revision = 9;

    /** Of all its keys. */
    volatile int hash = 4711;

    /** How long the leases live that were granted, in seconds, in their order. */
    public final List<Long> lives = new CopyOnWriteArrayList<>();

    /** Whether it says of itself how it is. */
    public volatile boolean answersStatus;

    /** How many writes get no answer; they do not happen either. */
    volatile int lostWrites;

    private final Server server;
    private final ControlClient control;
    private long leases;

    /** @param timeout of the client's calls */
    public StandInMember(Duration timeout) throws IOException {
        server = NettyServerBuilder.forPort(0)
                .addService(new Maintenance())
                .addService(new Keys())
                .addService(new Leases())
                .build()
                .start();
        control = new ControlClient(
                () -> {
                    throw new IllegalStateException("nothing here speaks TLS");
                },
                timeout);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getPort();
    }

    public MemberClient client() {
        return control.member(Address.of(url()).orElseThrow());
    }

    /** From now on nobody answers. */
    public void end() {
        server.shutdownNow();
    }

    @Override
    public void close() {
        control.close();
        end();
    }

    private ResponseHeader header() {
        return ResponseHeader.newBuilder()
                .setClusterId(cluster)
                .setMemberId(member)
                .setRevision(revision)
                .build();
    }

    private void read() {
        reads.incrementAndGet();
        try {
            Thread.sleep(reading);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> void answer(StreamObserver<T> to, T answer) {
        to.onNext(answer);
        to.onCompleted();
    }

    private final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> answer) {
            if (!answersStatus) {
                super.status(request, answer);
                return;
            }
            answer(
                    answer,
                    StatusResponse.newBuilder().setHeader(header()).setLeader(1).build());
        }

        @Override
        public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> answer) {
            if (request.getAction() == AlarmRequest.AlarmAction.DEACTIVATE) {
                alarms.remove(request.getMemberID());
            }
            AlarmResponse.Builder raised = AlarmResponse.newBuilder().setHeader(header());
            alarms.forEach(member -> raised.addAlarms(
                    AlarmMember.newBuilder().setMemberID(member).setAlarm(AlarmType.NOSPACE)));
            answer(answer, raised.build());
        }

        @Override
        public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> answer) {
            read();
            answer(
                    answer,
                    HashKVResponse.newBuilder()
                            .setHeader(header())
                            .setHash(hash)
                            .build());
        }
    }

    private final class Keys extends KVGrpc.KVImplBase {
        @Override
        public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
            if (request.getCountOnly()) {
                read();
            } else {
                looks.incrementAndGet();
            }
            Map<String, String> in = within(
                    request.getKey().toStringUtf8(), request.getRangeEnd().toStringUtf8());
            RangeResponse.Builder found =
                    RangeResponse.newBuilder().setHeader(header()).setCount(in.size());
            if (!request.getCountOnly()) {
                in.forEach((key, value) ->
                        found.addKvs(KeyValue.newBuilder().setKey(utf8(key)).setValue(utf8(value))));
            }
            answer(answer, found.build());
        }

        @Override
        public void txn(TxnRequest request, StreamObserver<TxnResponse> answer) {
            if (lostWrites > 0) {
                lostWrites--;
                answer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            boolean holds = request.getCompareList().stream().allMatch(this::holds);
            (holds ? request.getSuccessList() : request.getFailureList()).forEach(this::apply);
            answer(
                    answer,
                    TxnResponse.newBuilder()
                            .setHeader(header())
                            .setSucceeded(holds)
                            .build());
        }

        /** Those that etcd means by it: one key, or all from one to before another; a zero byte is the end of all. */
        private Map<String, String> within(String start, String end) {
            Map<String, String> in = new TreeMap<>(keys);
            in.keySet()
                    .removeIf(key -> end.isEmpty()
                            ? !key.equals(start)
                            : key.compareTo(start) < 0 || (!end.equals("\0") && key.compareTo(end) >= 0));
            return in;
        }

        private boolean holds(Compare one) {
            String key = one.getKey().toStringUtf8();
            return switch (one.getTarget()) {
                case CREATE -> !keys.containsKey(key);
                case VALUE -> one.getValue().toStringUtf8().equals(keys.get(key));
                default -> throw new IllegalArgumentException(one.toString());
            };
        }

        private void apply(RequestOp one) {
            if (one.hasRequestDeleteRange()) {
                keys.keySet()
                        .removeAll(within(
                                        one.getRequestDeleteRange().getKey().toStringUtf8(),
                                        one.getRequestDeleteRange()
                                                .getRangeEnd()
                                                .toStringUtf8())
                                .keySet());
            } else {
                keys.put(
                        one.getRequestPut().getKey().toStringUtf8(),
                        one.getRequestPut().getValue().toStringUtf8());
            }
        }

        private ByteString utf8(String text) {
            return ByteString.copyFromUtf8(text);
        }
    }

    private final class Leases extends LeaseGrpc.LeaseImplBase {
        @Override
        public void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> answer) {
            lives.add(request.getTTL());
            answer(
                    answer,
                    LeaseGrantResponse.newBuilder()
                            .setID(++leases)
                            .setTTL(request.getTTL())
                            .build());
        }

        @Override
        public void leaseRevoke(LeaseRevokeRequest request, StreamObserver<LeaseRevokeResponse> answer) {
            answer(answer, LeaseRevokeResponse.getDefaultInstance());
        }

        @Override
        public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(StreamObserver<LeaseKeepAliveResponse> answer) {
            return new StreamObserver<>() {
                @Override
                public void onNext(LeaseKeepAliveRequest request) {
                    answer.onNext(LeaseKeepAliveResponse.newBuilder()
                            .setID(request.getID())
                            .setTTL(30)
                            .build());
                }

                @Override
                public void onError(Throwable e) {}

                @Override
                public void onCompleted() {
                    answer.onCompleted();
                }
            };
        }
    }
}
