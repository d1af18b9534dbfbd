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
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Calls to one member on a channel that is there; every failure is a {@link GrpcException}. */
record MemberCalls(Channel channel, Duration timeout) {
    /** {@code StatusResponse.storageVersion} of etcd 3.6, which jetcd's protocol files do not have yet. */
    private static final int STORAGE_VERSION = 11;

    /** {@code StatusResponse.dbSizeQuota} of etcd 3.6. */
    private static final int DB_SIZE_QUOTA = 12;

    MemberList members() throws GrpcException {
        MemberListResponse answer = call(
                () -> timed(ClusterGrpc.newBlockingStub(channel)).memberList(MemberListRequest.getDefaultInstance()));
        List<MemberList.Entry> members = answer.getMembersList().stream()
                .map(member -> new MemberList.Entry(
                        member.getID(),
                        member.getName(),
                        member.getPeerURLsList(),
                        member.getClientURLsList(),
                        member.getIsLearner()))
                .toList();
        return new MemberList(answer.getHeader().getClusterId(), members);
    }

    MemberStatus status() throws GrpcException {
        StatusResponse answer =
                call(() -> timed(MaintenanceGrpc.newBlockingStub(channel)).status(StatusRequest.getDefaultInstance()));
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
    }

    <S extends AbstractStub<S>> S timed(S stub) {
        return stub.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    static <T> T call(Supplier<T> call) throws GrpcException {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw failed(e);
        }
    }

    static GrpcException failed(StatusRuntimeException e) {
        String text = e.getStatus().getDescription();
        GrpcException failed =
                new GrpcException(new GrpcStatus(e.getStatus().getCode().value(), text == null ? "" : text));
        failed.initCause(e);
        return failed;
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
