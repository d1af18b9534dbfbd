package io.etcdbr.job.etcd.control;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcdbr.job.etcd.grpc.GrpcException;
import io.etcdbr.job.etcd.http2.Address;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Many calls to one member: keys, leases, alarms, hashes. Keys and values are UTF-8. Each call ends within the timeout, whatever the
 * member does, and none leaves a stream open, for which etcd would wait when it ends. After a failed call the next connects anew,
 * at once. Calls that read the whole store are given a patience of their own, and a connection that no other call's failure closes.
 * Thread-safe.
 */
public final class MemberClient implements AutoCloseable {
    private static final ByteString FROM_HERE_ON = ByteString.copyFrom(new byte[1]);

    private final Channels channels;
    private final Address address;
    private final Duration timeout;
    private @Nullable ManagedChannel channel;

    MemberClient(Channels channels, Address address, Duration timeout) {
        this.channels = channels;
        this.address = address;
        this.timeout = timeout;
    }

    /** What must hold for a transaction to write. */
    public sealed interface Condition {
        /** There is no such key. */
        record Absent(String key) implements Condition {}

        /** The key has this value. */
        record Equal(String key, String value) implements Condition {}
    }

    /**
     * Keys with their values, and which cluster they are of.
     *
     * @param revision of the store when it was read
     */
    public record Found(long clusterId, long revision, Map<String, String> values) {
        public Found {
            values = Map.copyOf(values);
        }
    }

    /** @param clusterId of the cluster that decided */
    public record Written(long clusterId, long revision, boolean succeeded) {}

    /** An alarm; the type as etcd names it, such as {@code NOSPACE}. */
    public record RaisedAlarm(long memberId, String type) {}

    /** The hash of all keys up to a revision, comparable between members that compacted alike. */
    public record KeysHash(long clusterId, int hash, long compactRevision) {}

    public MemberStatus status() throws GrpcException {
        return call(MemberCalls::status);
    }

    public MemberList members() throws GrpcException {
        return call(MemberCalls::members);
    }

    /**
     * All keys that begin so.
     *
     * @param anyMember whether what the member has is enough: it then answers without a quorum, and may be behind
     */
    public Found withPrefix(String prefix, boolean anyMember) throws GrpcException {
        ByteString start = ByteString.copyFromUtf8(prefix);
        RangeResponse answer = range(RangeRequest.newBuilder()
                .setKey(start)
                .setRangeEnd(endOf(start))
                .setSerializable(anyMember)
                .build());
        Map<String, String> values = new TreeMap<>();
        answer.getKvsList()
                .forEach(one ->
                        values.put(one.getKey().toStringUtf8(), one.getValue().toStringUtf8()));
        return new Found(answer.getHeader().getClusterId(), answer.getHeader().getRevision(), values);
    }

    /** Whether there is such a key and it has a value, read with a quorum. The value itself is not kept. */
    public boolean isFilled(String key) throws GrpcException {
        RangeResponse answer = range(
                RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build());
        return answer.getKvsList().stream().anyMatch(one -> !one.getValue().isEmpty());
    }

    /**
     * How many keys there were at a revision; without the one with an empty name that a bump of the revision leaves.
     *
     * @param patience how long the member may take: it looks at every key
     */
    public long countAll(long revision, Duration patience) throws GrpcException {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(FROM_HERE_ON)
                .setRangeEnd(FROM_HERE_ON)
                .setCountOnly(true)
                .setRevision(revision)
                .build();
        return patiently(
                patience,
                calls -> MemberCalls.call(() -> calls.timed(KVGrpc.newBlockingStub(calls.channel()))
                                .range(request))
                        .getCount());
    }

    /**
     * Writes all or nothing.
     *
     * @param lease to which the keys belong; 0 for none
     */
    public Written write(List<Condition> conditions, Map<String, String> values, long lease) throws GrpcException {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        conditions.forEach(condition -> request.addCompare(compare(condition)));
        values.forEach((key, value) -> request.addSuccess(RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFromUtf8(value))
                        .setLease(lease))));
        TxnResponse answer = txn(request.build());
        return new Written(answer.getHeader().getClusterId(), answer.getHeader().getRevision(), answer.getSucceeded());
    }

    /** Deletes all keys that begin so, and some more, all at once. */
    public void delete(String prefix, List<String> keys) throws GrpcException {
        ByteString start = ByteString.copyFromUtf8(prefix);
        TxnRequest.Builder request = TxnRequest.newBuilder();
        request.addSuccess(delete(DeleteRangeRequest.newBuilder().setKey(start).setRangeEnd(endOf(start))));
        keys.forEach(key ->
                request.addSuccess(delete(DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)))));
        txn(request.build());
    }

    /** A new lease's id. */
    public long grantLease(Duration life) throws GrpcException {
        LeaseGrantRequest request =
                LeaseGrantRequest.newBuilder().setTTL(life.toSeconds()).build();
        return call(calls -> MemberCalls.call(() ->
                        calls.timed(LeaseGrpc.newBlockingStub(calls.channel())).leaseGrant(request))
                .getID());
    }

    public void revokeLease(long lease) throws GrpcException {
        LeaseRevokeRequest request =
                LeaseRevokeRequest.newBuilder().setID(lease).build();
        call(calls -> MemberCalls.call(
                () -> calls.timed(LeaseGrpc.newBlockingStub(calls.channel())).leaseRevoke(request)));
    }

    /**
     * Gives a lease its whole life again.
     *
     * @return false if there is no such lease any more
     */
    public boolean renewLease(long lease) throws GrpcException {
        return call(calls -> {
            Renewal renewal = new Renewal();
            StreamObserver<LeaseKeepAliveRequest> requests =
                    calls.timed(LeaseGrpc.newStub(calls.channel())).leaseKeepAlive(renewal);
            requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
            requests.onCompleted();
            return renewal.await(timeout).getTTL() > 0;
        });
    }

    public List<RaisedAlarm> alarms() throws GrpcException {
        AlarmResponse answer = alarm(AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.GET)
                .build());
        return answer.getAlarmsList().stream()
                .map(one -> new RaisedAlarm(one.getMemberID(), name(one)))
                .toList();
    }

    /** Takes an alarm back. */
    public void disarm(RaisedAlarm raised) throws GrpcException {
        alarm(AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                .setMemberID(raised.memberId())
                .setAlarmValue(number(raised.type()))
                .build());
    }

    /**
     * @param revision 0 for the newest
     * @param patience how long the member may take: it reads all that it has
     */
    public KeysHash hash(long revision, Duration patience) throws GrpcException {
        HashKVRequest request = HashKVRequest.newBuilder().setRevision(revision).build();
        return patiently(patience, calls -> {
            HashKVResponse answer = MemberCalls.call(() -> calls.timed(MaintenanceGrpc.newBlockingStub(calls.channel()))
                    .hashKV(request));
            return new KeysHash(answer.getHeader().getClusterId(), answer.getHash(), answer.getCompactRevision());
        });
    }

    @Override
    public void close() {
        drop();
    }

    private interface Call<T> {
        T on(MemberCalls calls) throws GrpcException;
    }

    private static final class Renewal implements StreamObserver<LeaseKeepAliveResponse> {
        private final CompletableFuture<LeaseKeepAliveResponse> answer = new CompletableFuture<>();

        @Override
        public void onNext(LeaseKeepAliveResponse value) {
            answer.complete(value);
        }

        @Override
        public void onError(Throwable e) {
            answer.completeExceptionally(e);
        }

        @Override
        public void onCompleted() {
            answer.completeExceptionally(Status.UNAVAILABLE.asRuntimeException());
        }

        LeaseKeepAliveResponse await(Duration timeout) throws GrpcException {
            try {
                return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw MemberCalls.failed(
                        e.getCause() instanceof StatusRuntimeException status
                                ? status
                                : Status.UNAVAILABLE
                                        .withDescription(e.toString())
                                        .asRuntimeException());
            } catch (TimeoutException e) {
                throw MemberCalls.failed(Status.DEADLINE_EXCEEDED.asRuntimeException());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw MemberCalls.failed(Status.CANCELLED.asRuntimeException());
            }
        }
    }

    private TxnResponse txn(TxnRequest request) throws GrpcException {
        return call(calls -> MemberCalls.call(
                () -> calls.timed(KVGrpc.newBlockingStub(calls.channel())).txn(request)));
    }

    private static RequestOp delete(DeleteRangeRequest.Builder range) {
        return RequestOp.newBuilder().setRequestDeleteRange(range).build();
    }

    private RangeResponse range(RangeRequest request) throws GrpcException {
        return call(calls -> MemberCalls.call(
                () -> calls.timed(KVGrpc.newBlockingStub(calls.channel())).range(request)));
    }

    private AlarmResponse alarm(AlarmRequest request) throws GrpcException {
        return call(calls -> MemberCalls.call(() ->
                calls.timed(MaintenanceGrpc.newBlockingStub(calls.channel())).alarm(request)));
    }

    /** gRPC would wait ever longer before it tries to connect again; a new channel does it at once. */
    private <T> T call(Call<T> call) throws GrpcException {
        try {
            return call.on(new MemberCalls(connected(), timeout));
        } catch (GrpcException e) {
            drop();
            throw e;
        }
    }

    private <T> T patiently(Duration patience, Call<T> call) throws GrpcException {
        ManagedChannel own = channels.open(address);
        try {
            return call.on(new MemberCalls(own, patience));
        } finally {
            own.shutdownNow();
        }
    }

    private synchronized ManagedChannel connected() {
        if (channel == null) {
            channel = channels.open(address);
        }
        return channel;
    }

    private synchronized void drop() {
        if (channel != null) {
            channel.shutdownNow();
            channel = null;
        }
    }

    private static Compare compare(Condition condition) {
        return switch (condition) {
            case Condition.Absent(String key) ->
                Compare.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setTarget(Compare.CompareTarget.CREATE)
                        .setResult(Compare.CompareResult.EQUAL)
                        .setCreateRevision(0)
                        .build();
            case Condition.Equal(String key, String value) ->
                Compare.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setTarget(Compare.CompareTarget.VALUE)
                        .setResult(Compare.CompareResult.EQUAL)
                        .setValue(ByteString.copyFromUtf8(value))
                        .build();
        };
    }

    /** The first key behind all that begin so; our prefixes end in a slash. */
    private static ByteString endOf(ByteString prefix) {
        byte[] end = prefix.toByteArray();
        end[end.length - 1]++;
        return ByteString.copyFrom(end);
    }

    /** jetcd's protocol files lack CORRUPT, which is 2. */
    private static String name(AlarmMember alarm) {
        return switch (alarm.getAlarmValue()) {
            case 1 -> "NOSPACE";
            case 2 -> "CORRUPT";
            default -> "alarm " + alarm.getAlarmValue();
        };
    }

    private static int number(String type) {
        return switch (type) {
            case "NOSPACE" -> 1;
            case "CORRUPT" -> 2;
            default -> Integer.parseInt(type.substring(type.indexOf(' ') + 1));
        };
    }
}
