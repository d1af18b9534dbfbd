package io.etcdbr.kubectl.cluster;

/** The kinds of objects that the program has to do with. */
public enum Kind {
    NODE("/api/v1", "nodes", "node"),
    NAMESPACE("/api/v1", "namespaces", "namespace"),
    POD("/api/v1", "pods", "pod"),
    EVENT("/api/v1", "events", "event"),
    JOB("/apis/batch/v1", "jobs", "Job"),
    ACCESS_REVIEW("/apis/authorization.k8s.io/v1", "selfsubjectaccessreviews", "access review"),
    CRON_JOB("/apis/batch/v1", "cronjobs", "CronJob");

    private final String root;
    private final String plural;
    private final String text;

    Kind(String root, String plural, String text) {
        this.root = root;
        this.plural = plural;
        this.text = text;
    }

    String root() {
        return root;
    }

    String plural() {
        return plural;
    }

    /** As it stands in sentences. */
    public String text() {
        return text;
    }
}
