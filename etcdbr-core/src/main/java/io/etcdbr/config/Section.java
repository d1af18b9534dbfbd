package io.etcdbr.config;

/** A heading of the help and of the reference. */
public enum Section {
    FILE("Configuration file"),
    ETCD("etcd"),
    STORES("Stores"),
    CONTENT("What is stored, and how"),
    RETENTION("Retention"),
    CAUTION("Before anything is lost"),
    CHOICE("Which backups, and how they are read"),
    OBJECTS("Which objects of Kubernetes"),
    KUBERNETES("Cluster (kubectl etcdbr)"),
    RESTORE("Restore"),
    NODE("Node (etcdbr-node)"),
    OUTPUT("Output and logs"),
    REPORT("Reports to others");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
