package io.etcdbr.restore.plan;

/**
 * A member of the old etcd that does not take part, and can never come back with its old data unnoticed.
 *
 * @param node the name of its node, for people; empty if it is not known
 * @param statement what the administrator said of its being fenced: powered off, or its {@code etcd.yaml} and {@code
 *     kube-apiserver.yaml} removed and both processes gone
 */
public record AbsentMember(String node, String member, String statement) {
    public AbsentMember {
        Checks.printable("the node of absent member " + member, node);
        Checks.filled("the name of an absent member", member);
        Checks.filled("the statement how member " + member + " is fenced", statement);
    }
}
