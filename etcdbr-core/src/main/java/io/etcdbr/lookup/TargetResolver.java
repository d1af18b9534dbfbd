package io.etcdbr.lookup;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.resources.ObjectArguments;
import io.etcdbr.resources.Resource;
import io.etcdbr.resources.ResourceNames;
import io.etcdbr.resources.ResourceTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds out which resources a command line means. Looks at the snapshot's definitions only if Kubernetes has no such name: at one
 * if that is the resource's full name, else at all.
 */
final class TargetResolver {
    private final ClusterView cluster;

    TargetResolver(ClusterView cluster) {
        this.cluster = cluster;
    }

    List<Target> resolve(ObjectArguments arguments, NamespaceScope namespaces) throws IOException {
        List<Target> targets = new ArrayList<>();
        for (ObjectArguments.Item item : arguments.items()) {
            for (Resource resource : resources(item.type())) {
                if (item.name().isPresent() && resource.namespaced() && namespaces instanceof NamespaceScope.All) {
                    throw new EtcdbrException(
                            ExitCode.USAGE,
                            "'" + item.name().get()
                                    + "' is asked for by its name, which objects in several namespaces may" + " have",
                            "Name one namespace with -n instead of all with -A");
                }
                targets.add(new Target(resource, item.name()));
            }
        }
        return targets;
    }

    private List<Resource> resources(String typed) throws IOException {
        ResourceNames builtIn = new ResourceNames(ResourceTable.builtIn());
        List<Resource> found = builtIn.isCategory(typed) ? List.of() : builtIn.find(typed);
        if (found.isEmpty()) {
            found = cluster.custom(typed).map(List::of).orElse(List.of());
        }
        if (found.isEmpty()) {
            found = new ResourceNames(cluster.table()).find(typed);
        }
        if (found.isEmpty() && cluster.turnToOtherPrefix()) {
            found = new ResourceNames(cluster.table()).find(typed);
        }
        if (found.isEmpty()) {
            throw unknown(typed, new ResourceNames(cluster.table()));
        }
        return found;
    }

    private EtcdbrException unknown(String typed, ResourceNames names) throws IOException {
        String custom = cluster.custom().keySet().stream()
                .map(Resource::fullName)
                .sorted()
                .collect(Collectors.joining(", "));
        return new EtcdbrException(
                ExitCode.NOT_FOUND,
                "the snapshot has no resource '" + typed + "'" + names.didYouMean(typed),
                custom.isEmpty()
                        ? "It defines no custom resources; 'inspect' shows all that it holds"
                        : "Its custom resources are " + custom + "; 'inspect' shows all that it holds");
    }
}
