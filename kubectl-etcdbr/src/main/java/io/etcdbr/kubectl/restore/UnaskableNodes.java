package io.etcdbr.kubectl.restore;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.restore.plan.RestoreId;
import java.time.Duration;

/**
 * Nodes none of which can be asked though the API is there. API servers come back one after the other, so that this may pass; what is said of
 * it, and for how long it is borne.
 */
final class UnaskableNodes {
    private final RestoreId id;
    private final Activity activity;
    private final Patience patience;
    private long since = -1;
    private boolean told;

    UnaskableNodes(RestoreId id, Activity activity, Patience patience) {
        this.id = id;
        this.activity = activity;
        this.patience = patience;
    }

    /**
     * They were asked in vain.
     *
     * @param afterOutage whether the API was away before, so that it may have other data now
     * @throws EtcdbrException if this has lasted for longer than there is patience
     */
    void askedInVain(Failure why, boolean afterOutage, long now) {
        since = since < 0 ? now : since;
        Duration length = Duration.ofNanos(now - since);
        activity.begins("the nodes cannot be asked just now: " + why.problem());
        String remedy = remedy(why, afterOutage);
        if (length.compareTo(patience.unaskable()) > 0) {
            throw new EtcdbrException(
                    why.code(),
                    "the API is there, and the nodes of restore " + id + " cannot be asked: " + why.problem()
                            + "; the nodes go on by themselves",
                    (remedy.isEmpty() ? "" : remedy + ". ") + "Look again: kubectl etcdbr restore status " + id
                            + ", or on a control-plane node: /etc/kubernetes/etcdbr/" + id + "/etcdbr-node status "
                            + id);
        }
        if (!told && length.compareTo(patience.again().multipliedBy(5)) > 0) {
            told = true;
            activity.says("The nodes cannot be asked: " + why.problem() + "; asking on."
                    + (remedy.isEmpty() ? "" : " " + remedy + "."));
        }
    }

    private static String remedy(Failure why, boolean afterOutage) {
        boolean lost =
                (why.code() == ExitCode.KUBERNETES_REFUSED || why.code() == ExitCode.KUBERNETES_MISSING) && afterOutage;
        return why.remedy()
                + (lost
                        ? (why.remedy().isEmpty() ? "" : ". ")
                                + "The restored cluster knows nothing of what was made after the backup: if it was bound, or"
                                + " made, after that, do it again"
                        : "");
    }

    /** One answered, or the API went away. Whether they could not be asked until now. */
    boolean ends() {
        boolean was = since >= 0;
        since = -1;
        return was;
    }
}
