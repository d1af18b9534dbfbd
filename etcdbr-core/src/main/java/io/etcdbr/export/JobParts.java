package io.etcdbr.export;

import io.etcdbr.resources.ObjectTree;
import java.util.List;

/** A job's selector and the labels that it selects by, which hold the job's uid, unless somebody chose them. */
final class JobParts {
    private static final List<String> LABELS =
            List.of("controller-uid", "batch.kubernetes.io/controller-uid", "job-name", "batch.kubernetes.io/job-name");

    private JobParts() {}

    static void strip(ObjectTree job) {
        if (job.flag("spec", "manualSelector")) {
            return;
        }
        job.at("spec").json().remove("selector");
        Part.removeAll(job, LABELS, "metadata", "labels");
        Part.removeAll(job, LABELS, "spec", "template", "metadata", "labels");
    }
}
