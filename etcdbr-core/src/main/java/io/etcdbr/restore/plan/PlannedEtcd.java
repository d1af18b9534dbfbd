package io.etcdbr.restore.plan;

import io.etcdbr.format.EtcdClusterId;
import java.util.regex.Pattern;

/**
 * The etcd that is, and the one that will be.
 *
 * @param version of the running etcd, such as 3.6.8
 * @param token the initial cluster token, unique for each restore
 * @param bump what is added to every revision of the backup
 * @param liveRevision the highest of any member when the plan was made
 */
public record PlannedEtcd(
        String version,
        EtcdClusterId oldClusterId,
        EtcdClusterId newClusterId,
        String token,
        long bump,
        long liveRevision) {
    private static final Pattern VERSION =
            Pattern.compile("[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,5}(?:-[0-9A-Za-z.-]{1,40})?");

    public PlannedEtcd {
        Checks.check(VERSION.matcher(version).matches(), "'" + version + "' is not a version of etcd such as 3.6.8");
        Checks.check(
                !oldClusterId.equals(newClusterId),
                "the new cluster id " + newClusterId + " is that of the old cluster");
        Checks.check(bump > 0, "the bump " + bump + " is not positive");
        Checks.check(liveRevision > 0, "the live revision " + liveRevision + " is not positive");
    }

    /** Such as 3.6: the tool that restores has the same. */
    public String minor() {
        return version.substring(0, version.indexOf('.', version.indexOf('.') + 1));
    }
}
