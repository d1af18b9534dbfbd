package io.etcdbr.topology;

import java.util.Arrays;
import java.util.Optional;

/** What of a control plane runs as a static pod and takes part in a restore. */
public enum Component {
    ETCD("etcd"),
    API_SERVER("kube-apiserver"),
    CONTROLLER_MANAGER("kube-controller-manager"),
    SCHEDULER("kube-scheduler");

    private final String program;

    Component(String program) {
        this.program = program;
    }

    /** The name of its program, by which plan and journal name it too. */
    public String program() {
        return program;
    }

    /** @param path of a program, such as {@code /usr/local/bin/etcd} */
    public static Optional<Component> ofProgram(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return Arrays.stream(values())
                .filter(component -> component.program.equals(name))
                .findFirst();
    }
}
