package io.etcdbr.node.coordination;

import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.job.etcd.control.MemberClient.RaisedAlarm;
import io.etcdbr.job.etcd.grpc.GrpcException;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Alarms of the new etcd. While there is one it refuses every transaction that may put a key, and so every vote and every decision. Those
 * that came with the backup are of members that are no more: {@code etcdutl} keeps alarms. To take one back that is gone does nothing, so
 * all nodes may do it at the same time.
 */
public final class NewAlarms {
    /** gRPC's numbers of what etcd says to a write because of the alarms NOSPACE and CORRUPT. */
    private static final int RESOURCE_EXHAUSTED = 8;

    private static final int DATA_LOSS = 15;

    private final RestorePlan plan;
    private final MemberClient own;

    /** @param own the node's own member, of the new etcd */
    public NewAlarms(RestorePlan plan, MemberClient own) {
        this.plan = plan;
        this.own = own;
    }

    /** Whether a write was refused as an alarm has it refused. */
    public static boolean refused(GrpcException failure) {
        int code = failure.status().code();
        return code == RESOURCE_EXHAUSTED || code == DATA_LOSS;
    }

    /** One that a member of the plan has raised. */
    Optional<RaisedAlarm> live() throws IOException {
        return own.alarms().stream().filter(this::isLive).findFirst();
    }

    /**
     * Takes back those that came with the backup.
     *
     * @return a sentence for each
     */
    public List<String> disarmStale() throws IOException {
        return disarm(
                alarm -> !isLive(alarm),
                alarm -> "The alarm " + alarm.type() + " that came with the backup was taken back.");
    }

    /**
     * Takes back all, of an etcd that is given up and has to write down that it is.
     *
     * @return a sentence for each
     */
    public List<String> disarmAll() throws IOException {
        return disarm(
                _ -> true,
                alarm -> "The alarm " + alarm.type() + " of member " + Long.toHexString(alarm.memberId())
                        + " was taken back, so that the nodes can decide to go back.");
    }

    private interface Telling {
        String of(RaisedAlarm alarm);
    }

    private List<String> disarm(Predicate<RaisedAlarm> which, Telling telling) throws IOException {
        List<String> told = new ArrayList<>();
        for (RaisedAlarm alarm : own.alarms()) {
            if (which.test(alarm)) {
                own.disarm(alarm);
                told.add(telling.of(alarm));
            }
        }
        return told;
    }

    private boolean isLive(RaisedAlarm alarm) {
        return plan.participants().stream()
                .anyMatch(member -> member.newMemberId().value() == alarm.memberId());
    }
}
