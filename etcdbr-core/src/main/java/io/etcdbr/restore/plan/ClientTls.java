package io.etcdbr.restore.plan;

/** Paths on the node of what a client of etcd needs: authorities, its certificate, its key. */
public record ClientTls(String ca, String cert, String key) {
    public ClientTls {
        Checks.path("the authority's certificate", ca);
        Checks.path("the client's certificate", cert);
        Checks.path("the client's key", key);
    }
}
