package io.etcdbr.kubectl.preflight;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a plan is checked for, in the order in which it is told. */
public enum Check {
    /** The cluster can be restored from outside at all. */
    DISTRIBUTION(false),
    /** etcd runs as static pods on control-plane nodes, and the API servers use it. */
    TOPOLOGY(false),
    /** All members answer, or those that do not are fenced. */
    MEMBERS(false),
    /** What is written on the nodes is understood. */
    NODES(false),
    /** Each node can ask the others which etcd they run. */
    PEERS(false),
    /** What runs is what is written, and nothing beside it that a restore would meet. */
    MANIFESTS(false),
    /** Nobody is changing the control plane just now. */
    ROLLOUT(true),
    /** No other restore is under way. */
    ACTIVE(false),
    /** etcd's own restore tool of the right minor is at hand. */
    TOOL(false),
    /** The backup is of this cluster. */
    CLUSTER(true),
    /** The backup is of an etcd that this etcd can go on with. */
    ETCD_VERSION(false),
    /** The API servers can read what is in it. */
    KUBERNETES_VERSION(true),
    /** The backup is sound. */
    VERIFICATION(false),
    /** Its bytes are those that etcd gave out. */
    DIGEST(true),
    /** No alarm in it or in the running etcd keeps an etcd from serving. */
    ALARMS(false),
    /** All nodes have the keys for what is encrypted in it. */
    ENCRYPTION(false),
    /** There is room on the nodes. */
    DISK(false),
    /** The database is below etcd's quota, with room for what the nodes write. */
    QUOTA(false),
    /** etcd's own users do not lock the restore out. */
    AUTH(true),
    /** Something besides Kubernetes' objects goes back too. */
    OTHER_KEYS(true),
    /** Admission webhooks that may block everything. */
    WEBHOOKS(true);

    private final boolean allowable;

    Check(boolean allowable) {
        this.allowable = allowable;
    }

    /** Whether an administrator who knows better may go on in spite of it. */
    public boolean allowable() {
        return allowable;
    }

    /** As {@code --allow} takes it and JSON writes it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Check> parse(String text) {
        return Arrays.stream(values())
                .filter(check -> check.text().equals(text))
                .findFirst();
    }
}
