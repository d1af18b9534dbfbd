package io.etcdbr.lookup;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.resources.ObjectArguments;
import io.etcdbr.resources.Resource;
import io.etcdbr.resources.ResourceNames;
import io.etcdbr.resources.ResourceTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out which resources a command line means. Looks at the snapshot's definitions only if Kubernetes has no such name: at one
 * if that is the resource's full name, else at all.
 */
final class TargetResolver {
    private final ClusterView cluster;
    private final Set<Failure> doubts = new LinkedHashSet<>();

    TargetResolver(ClusterView cluster) {
        this.cluster = cluster;
    }

    List<Target> resolve(ObjectArguments arguments, NamespaceScope namespaces) throws IOException {
        List<Target> targets = new ArrayList<>();
        for (ObjectArguments.Item item : arguments.items()) {
            List<Resource> resources = find(item.type());
            if (resources.isEmpty()) {
                throw new EtcdbrException(unknown(item.type()));
            }
            for (Resource resource : resources) {
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

    /** What cannot be read that may belong to what was resolved. */
    List<Failure> doubts() {
        return List.copyOf(doubts);
    }

    /** The resource, or those of the category; empty if there is none, which {@link #unknown} explains. */
    List<Resource> find(String typed) throws IOException {
        ResourceNames builtIn = new ResourceNames(ResourceTable.builtIn());
        List<Resource> found = builtIn.isCategory(typed) ? List.of() : builtIn.find(typed);
        if (found.isEmpty()) {
            found = cluster.custom(typed).map(List::of).orElse(List.of());
        }
        return found.isEmpty() ? amongAll(typed) : found;
    }

    private List<Resource> amongAll(String typed) throws IOException {
        ResourceNames names = new ResourceNames(cluster.table());
        if (names.find(typed).isEmpty() && cluster.turnToOtherPrefix()) {
            names = new ResourceNames(cluster.table());
        }
        if (names.isCategory(typed)) {
            for (Failure failure : cluster.unreadable()) {
                doubts.add(new Failure(
                        failure.code(),
                        "'" + typed + "' may mean more custom resources than could be told: " + failure.problem(),
                        failure.remedy()));
            }
        }
        return names.find(typed);
    }

    Failure unknown(String typed) throws IOException {
        String guess = new ResourceNames(cluster.table()).didYouMean(typed);
        List<Failure> unreadable = cluster.unreadable();
        if (!unreadable.isEmpty()) {
            return new Failure(
                    unreadable.getFirst().code(),
                    "the snapshot has no resource '" + typed + "' in the definitions that can be read, but "
                            + unreadable.stream().map(Failure::problem).collect(Collectors.joining(", and "))
                            + guess,
                    unreadable.getFirst().remedy());
        }
        String custom = cluster.custom().keySet().stream()
                .map(Resource::fullName)
                .sorted()
                .collect(Collectors.joining(", "));
        return new Failure(
                ExitCode.NOT_FOUND,
                "the snapshot has no resource '" + typed + "'" + guess,
                custom.isEmpty()
                        ? "It defines no custom resources; 'inspect' shows all that it holds"
                        : "Its custom resources are " + custom + "; 'inspect' shows all that it holds");
    }
}
