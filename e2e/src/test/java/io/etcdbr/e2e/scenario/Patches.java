package io.etcdbr.e2e.scenario;

/** Patches of both CronJobs. */
final class Patches {
    /** A run each minute, with a deadline that is shorter, as the CronJob wants it. */
    static final String EVERY_MINUTE = """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: both
            spec:
              schedule: "* * * * *"
              jobTemplate:
                spec:
                  activeDeadlineSeconds: 50
            """;

    /** Runs by hand only. */
    static final String SUSPENDED = """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: both
            spec:
              suspend: true
            """;

    private Patches() {}
}
