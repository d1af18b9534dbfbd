package io.etcdbr.kubectl.operation;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.util.Optional;

/** Pods whose process died before it could remove them. */
public final class Leftovers {
    private Leftovers() {}

    /** Removes pods of this component that have ended, or whose process on this machine has; what fails here fails nothing else. */
    public static void remove(Cluster cluster, Installation installation, String component) {
        String mine = Installation.NAME_LABEL + "=" + Installation.NAME + "," + Installation.COMPONENT_LABEL + "="
                + component;
        try {
            for (KubeObject old : cluster.list(Kind.POD, Optional.of(installation.namespace()), mine)) {
                boolean ended = old.text("status", "phase")
                        .filter(phase -> !phase.equals("Running") && !phase.equals("Pending"))
                        .isPresent();
                boolean orphan = old.text("metadata", "annotations", Maker.ANNOTATION)
                        .filter(Maker::isGone)
                        .isPresent();
                if (ended || orphan) {
                    cluster.delete(Kind.POD, installation.namespace(), old.name());
                }
            }
        } catch (EtcdbrException e) {
            // Whoever may remove them will.
        }
    }
}
