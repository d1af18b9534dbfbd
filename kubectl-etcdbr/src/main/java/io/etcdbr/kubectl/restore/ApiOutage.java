package io.etcdbr.kubectl.restore;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.restore.plan.RestoreId;
import java.time.Duration;
import java.util.OptionalLong;

/** The outages of the API while a restore is looked at: says when it goes and when it is back, and how long it is waited for. */
final class ApiOutage {
    private final Cluster cluster;
    private final RestoreId id;
    private final OptionalLong firstRevision;
    private final Activity activity;
    private final Duration patience;
    private final Outage outage = new Outage();
    private String refusal = "";

    /**
     * @param firstRevision that of the restored etcd, above all that the old one ever gave out; empty if it is not known here
     * @param patience for all outages together
     */
    ApiOutage(Cluster cluster, RestoreId id, OptionalLong firstRevision, Activity activity, Duration patience) {
        this.cluster = cluster;
        this.id = id;
        this.firstRevision = firstRevision;
        this.activity = activity;
        this.patience = patience;
    }

    /** The API does not answer. Whether it did so until now. */
    boolean begins(Failure why, long now) {
        boolean begins = outage.gone(now);
        if (begins && !isRefused(why)) {
            activity.says("The API is away now, as it must be. The nodes go on by themselves.");
        }
        return begins;
    }

    /**
     * Says that it does not answer, and why if the outage is not what does it: a login program that fails, a certificate that is not trusted.
     *
     * @throws EtcdbrException {@link ExitCode#KUBERNETES_UNREACHABLE} if it has been away for longer than there is patience
     */
    void lasts(Failure why, long now) {
        if (isRefused(why) && !refusal.equals(why.problem())) {
            refusal = why.problem();
            activity.says("The API cannot be asked: " + why.sentence() + " The nodes go on by themselves.");
        }
        Duration length = outage.length(now);
        activity.begins("the API is away, for " + length.toSeconds() + " s; asking for it");
        if (length.compareTo(patience) > 0) {
            throw new EtcdbrException(
                    ExitCode.KUBERNETES_UNREACHABLE,
                    "the API has been away for " + length.toMinutes() + " minutes; restore " + id
                            + " should have ended, one way or the other (" + why.problem() + ")",
                    "Look on a control-plane node: /etc/kubernetes/etcdbr/" + id + "/etcdbr-node status " + id
                            + "; docs/restore.md says what each state means. Once the API answers: kubectl etcdbr restore"
                            + " status " + id);
        }
    }

    private static boolean isRefused(Failure why) {
        return why.code() == ExitCode.KUBERNETES_REFUSED;
    }

    /** The API answers. */
    void ends(long now) {
        if (outage.back(now)) {
            activity.says("The API answers again, after " + Downtime.inWords(outage.length(now)) + whoseData() + ".");
        }
    }

    /**
     * The nodes themselves can be asked only once their kubelets look at the API again, up to a minute later. But by its revision the API
     * tells which etcd it is of, and an API server of the new one starts only after all nodes have proved it and decided.
     */
    private String whoseData() {
        if (firstRevision.isEmpty()) {
            return "";
        }
        try {
            long revision = cluster.revision();
            return revision >= firstRevision.getAsLong()
                    ? ", with the restored data: all nodes have proved it and decided (revision " + revision + ")"
                    : ", with the data from before (revision " + revision + ")";
        } catch (EtcdbrException e) {
            return "";
        }
    }

    /** Of all outages together, up to now. */
    Duration length(long now) {
        return outage.length(now);
    }
}
