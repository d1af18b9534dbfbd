package io.etcdbr.restore.plan;

/**
 * A member of the old etcd that does not take part, and can never come back with its old data unnoticed.
 *
 * @param node the name of its node, or of its host if it is no node
 * @param statement what the administrator said of its being fenced: powered off, or its {@code etcd.yaml} removed
 */
public record AbsentMember(String node, String member, String statement) {
    public AbsentMember {
        Checks.node(node);
        Checks.filled("the name of the absent member on " + node, member);
        Checks.filled("the statement how node " + node + " is fenced", statement);
    }
}
