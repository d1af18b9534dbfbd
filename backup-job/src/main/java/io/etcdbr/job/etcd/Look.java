package io.etcdbr.job.etcd;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Member;
import io.etcdbr.format.MemberId;
import io.etcdbr.job.etcd.control.ControlClient;
import io.etcdbr.job.etcd.control.MemberList;
import io.etcdbr.job.etcd.control.MemberStatus;
import io.etcdbr.job.etcd.grpc.GrpcException;
import io.etcdbr.job.etcd.http2.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * One look at the cluster. A member is asked where the administrator said first, because in a pod on the host's network
 * {@code 127.0.0.1} is often the only address that certificate and firewall allow; whose endpoint that is, its answer says.
 * Only members that did not answer there are asked at the URLs they advertise.
 */
final class Look {
    private final ControlClient control;
    private final Connector connector;

    /** What came of asking an endpoint. */
    private sealed interface Answer {
        Address address();

        record Status(Address address, MemberStatus status) implements Answer {}

        record None(Address address, Diagnosis diagnosis) implements Answer {}
    }

    /** A member and, if it answered, where and what. */
    private record Seen(MemberState state, Optional<MemberStatus> status) {}

    Look(ControlClient control, Connector connector) {
        this.control = control;
        this.connector = connector;
    }

    /**
     * @throws EtcdbrException if none of the endpoints answers, or they belong to different clusters
     */
    ClusterState at(List<Address> endpoints) {
        List<Answer> answers = inParallel(endpoints, this::ask);
        MemberList list = members(answers);
        List<Seen> seen = inParallel(list.members(), entry -> see(entry, list.clusterId(), answers));
        return new ClusterState(
                new EtcdClusterId(list.clusterId()),
                seen.stream().map(Seen::state).toList(),
                Alarms.of(seen.stream()
                        .flatMap(member -> member.status().stream())
                        .toList()));
    }

    private Answer ask(Address address) {
        try {
            return new Answer.Status(address, control.status(address));
        } catch (GrpcException e) {
            return new Answer.None(address, connector.diagnoseByTrying(address, e));
        }
    }

    /** From the first endpoint that knows: a learner, for one, does not tell. */
    private MemberList members(List<Answer> answers) {
        requireOneCluster(answers);
        List<Answer.None> failed = new ArrayList<>();
        for (Answer answer : answers) {
            switch (answer) {
                case Answer.None none -> failed.add(none);
                case Answer.Status status -> {
                    try {
                        return control.members(status.address());
                    } catch (GrpcException e) {
                        failed.add(new Answer.None(status.address(), connector.diagnoseByTrying(status.address(), e)));
                    }
                }
            }
        }
        throw nobody(failed);
    }

    private static EtcdbrException nobody(List<Answer.None> failed) {
        Answer.None first = failed.getFirst();
        if (failed.size() == 1) {
            String what = first.diagnosis().code() == ExitCode.SOURCE_UNREACHABLE ? "reached" : "used";
            return new EtcdbrException(
                    first.diagnosis().failure("etcd at " + first.address().url() + " cannot be " + what));
        }
        List<String> each = failed.stream()
                .map(none -> none.address().url() + ": " + none.diagnosis().why())
                .toList();
        return new EtcdbrException(
                first.diagnosis().code(),
                "none of the etcd endpoints can be used (" + String.join("; ", each) + ")",
                first.diagnosis().remedy());
    }

    private static void requireOneCluster(List<Answer> answers) {
        List<Answer.Status> statuses = answers.stream()
                .filter(Answer.Status.class::isInstance)
                .map(Answer.Status.class::cast)
                .toList();
        for (Answer.Status status : statuses) {
            Answer.Status first = statuses.getFirst();
            if (status.status().clusterId() != first.status().clusterId()) {
                throw new EtcdbrException(new Failure(
                        ExitCode.USAGE,
                        "the endpoints " + first.address().url() + " and "
                                + status.address().url()
                                + " belong to different etcd clusters ("
                                + new EtcdClusterId(first.status().clusterId()) + " and "
                                + new EtcdClusterId(status.status().clusterId()) + ")",
                        "Give the endpoints of one cluster"));
            }
        }
    }

    private Seen see(MemberList.Entry entry, long clusterId, List<Answer> answers) {
        Member member = new Member(
                new MemberId(entry.id()), entry.name(), entry.peerUrls(), entry.clientUrls(), entry.learner());
        for (Answer answer : answers) {
            if (answer instanceof Answer.Status status && status.status().memberId() == entry.id()) {
                return reachable(member, status);
            }
        }
        if (entry.name().isEmpty()) {
            return unreachable(member, "it was added but never started");
        }
        List<String> reasons = new ArrayList<>();
        for (String url : entry.clientUrls()) {
            Optional<Address> address = Address.of(url);
            if (address.isEmpty()) {
                reasons.add(url + ": not a URL to connect to");
                continue;
            }
            switch (answerAt(address.get(), answers)) {
                case Answer.None none ->
                    reasons.add(url + ": " + none.diagnosis().why());
                case Answer.Status status -> {
                    if (status.status().memberId() == entry.id()
                            && status.status().clusterId() == clusterId) {
                        return reachable(member, status);
                    }
                    reasons.add(url + ": another member answers there, "
                            + new MemberId(status.status().memberId()));
                }
            }
        }
        return unreachable(member, reasons.isEmpty() ? "it advertises no client URL" : String.join("; ", reasons));
    }

    private Answer answerAt(Address address, List<Answer> answers) {
        return answers.stream()
                .filter(answer -> answer.address().authority().equals(address.authority())
                        && answer.address().tls() == address.tls())
                .findFirst()
                .orElseGet(() -> ask(address));
    }

    private static Seen unreachable(Member member, String why) {
        return new Seen(new MemberState.Unreachable(member, why), Optional.empty());
    }

    private static Seen reachable(Member member, Answer.Status answer) {
        MemberStatus status = answer.status();
        Member asItSays = new Member(
                member.id(),
                member.name(),
                member.peerUrls(),
                member.clientUrls(),
                member.learner() || status.learner());
        MemberState state = new MemberState.Reachable(
                asItSays,
                answer.address().url(),
                status.leader() == 0 ? Optional.empty() : Optional.of(new MemberId(status.leader())),
                status.version(),
                status.storageVersion(),
                status.dbSize(),
                status.dbSizeInUse(),
                status.dbSizeQuota(),
                status.revision(),
                status.raftIndex(),
                status.raftApplied(),
                status.raftTerm(),
                status.errors());
        return new Seen(state, Optional.of(status));
    }

    private static <T, R> List<R> inParallel(List<T> all, Function<T, R> question) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<R> answers = new ArrayList<>();
            for (Future<R> future : threads.invokeAll(all.stream()
                    .map(one -> (Callable<R>) () -> question.apply(one))
                    .toList())) {
                answers.add(future.get());
            }
            return answers;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EtcdbrException failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EtcdbrException(ExitCode.SOURCE_UNREACHABLE, "looking at etcd was interrupted", "");
        }
    }
}
