package io.etcdbr.kubectl.operation;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.util.Optional;

/** Pods whose process died before it could remove them: their deadline has ended them. */
public final class Leftovers {
    private Leftovers() {}

    /** Removes ended pods of this component; what fails here fails nothing else. */
    public static void remove(Cluster cluster, Installation installation, String component) {
        String mine = Installation.NAME_LABEL + "=" + Installation.NAME + "," + Installation.COMPONENT_LABEL + "="
                + component;
        try {
            for (KubeObject old : cluster.list(Kind.POD, Optional.of(installation.namespace()), mine)) {
                if (old.text("status", "phase")
                        .filter(phase -> !phase.equals("Running") && !phase.equals("Pending"))
                        .isPresent()) {
                    cluster.delete(Kind.POD, installation.namespace(), old.name());
                }
            }
        } catch (EtcdbrException e) {
            // Whoever may remove them will.
        }
    }
}
