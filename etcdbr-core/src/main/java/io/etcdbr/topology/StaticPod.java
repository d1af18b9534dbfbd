package io.etcdbr.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A manifest of a static pod, as far as a restore needs it.
 *
 * @param file where it lies
 */
public record StaticPod(String file, String name, String namespace, List<Container> containers) {

    public StaticPod {
        containers = List.copyOf(containers);
    }

    /** @throws TopologyException if it is no Pod */
    public static StaticPod parse(String file, byte[] bytes) throws TopologyException {
        Yaml root = Yaml.parse(file, bytes);
        if (!root.text("kind").filter("Pod"::equals).isPresent()) {
            throw new TopologyException(
                    root.where("kind"),
                    "expected kind Pod, found " + root.text("kind").orElse("none"));
        }
        Yaml spec = root.child("spec").orElseThrow(() -> new TopologyException(file, "there is no 'spec'"));
        Optional<Yaml> metadata = root.child("metadata");
        Map<String, String> hostPaths = hostPaths(spec);
        List<Container> containers = new ArrayList<>();
        for (Yaml container : spec.children("containers")) {
            containers.add(Container.of(container, hostPaths));
        }
        return new StaticPod(
                file,
                metadata.isPresent() ? metadata.get().text("name").orElse("") : "",
                metadata.isPresent() ? metadata.get().text("namespace").orElse("default") : "default",
                containers);
    }

    /** The container that runs this component. */
    public Optional<Container> running(Component component) {
        return containers.stream()
                .filter(container ->
                        container.component().filter(component::equals).isPresent())
                .findFirst();
    }

    private static Map<String, String> hostPaths(Yaml spec) throws TopologyException {
        Map<String, String> paths = new LinkedHashMap<>();
        for (Yaml volume : spec.children("volumes")) {
            Optional<Yaml> hostPath = volume.child("hostPath");
            if (hostPath.isPresent()) {
                paths.put(volume.required("name"), hostPath.get().required("path"));
            }
        }
        return paths;
    }
}
