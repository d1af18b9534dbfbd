package io.etcdbr.kubectl.operation;

import io.etcdbr.kubectl.cluster.Cluster;
import java.util.HashSet;
import java.util.Set;

/**
 * The sessions that one command has in a cluster at the same time. Ending the calls that are under way there would end the removal of
 * the others' pods too, so it waits for the last of them.
 */
final class SessionGroup {
    private final Cluster cluster;
    private final Set<Session> open = new HashSet<>();

    SessionGroup(Cluster cluster) {
        this.cluster = cluster;
    }

    synchronized void opened(Session session) {
        open.add(session);
    }

    synchronized void closed(Session session) {
        open.remove(session);
    }

    /** A signal has come, and this session's pod is removed or cannot be. */
    void cancelled(Session session) {
        if (isLast(session)) {
            cluster.cancel();
        }
    }

    private synchronized boolean isLast(Session session) {
        open.remove(session);
        return open.isEmpty();
    }
}
