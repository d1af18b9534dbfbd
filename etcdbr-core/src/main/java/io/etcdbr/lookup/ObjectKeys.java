package io.etcdbr.lookup;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.resources.ObjectArguments;
import io.etcdbr.resources.Resource;
import io.etcdbr.resources.StorageKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which keys of etcd a command line means, whether or not anything is there.
 *
 * @param storageKeys how the first state's keys are read, with the built-in resources alone
 * @param objects what is asked for by name: the objects' names for people by their keys
 * @param directories what the keys of all else begin with; each ends in a slash
 * @param doubts what cannot be read that may belong to it, the gravest first
 */
public record ObjectKeys(
        StorageKeys storageKeys, Map<String, String> objects, List<String> directories, List<Failure> doubts) {

    public ObjectKeys {
        directories = List.copyOf(directories);
        doubts = List.copyOf(doubts);
    }

    /**
     * Looks each resource up in every state, since what one of them defines another one may not.
     *
     * @param states the first one says what an API server's keys begin with
     * @param namespace where to look; empty for {@code default} where an object is named, and for all of them else
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} if no state has such a resource, another one if it may be defined by what
     *     cannot be read
     * @throws IOException if a state cannot be read
     */
    public static ObjectKeys of(
            List<LivingKeys> states, ObjectReader reader, ObjectArguments arguments, Optional<String> namespace)
            throws IOException {
        ClusterView first = new ClusterView(states.getFirst(), reader, StorageKeys.USUAL_PREFIX);
        first.turnToOtherPrefix();
        StorageKeys storageKeys = first.storageKeys();
        List<ClusterView> clusters = new ArrayList<>(List.of(first));
        states.stream()
                .skip(1)
                .map(state -> new ClusterView(state, reader, storageKeys.prefix()))
                .forEach(clusters::add);
        Map<String, String> objects = new TreeMap<>();
        Set<String> directories = new LinkedHashSet<>();
        Set<Failure> doubts = new LinkedHashSet<>();
        for (ObjectArguments.Item item : arguments.items()) {
            List<Failure> unknown = new ArrayList<>();
            for (ClusterView cluster : clusters) {
                TargetResolver resolver = new TargetResolver(cluster);
                List<Resource> resources = resolver.find(item.type());
                if (resources.isEmpty()) {
                    unknown.add(resolver.unknown(item.type()));
                }
                for (Resource resource : resources) {
                    if (item.name().isPresent()) {
                        String name = item.name().get();
                        String in = resource.namespaced() ? namespace.orElse("default") : "";
                        objects.put(
                                cluster.storageKeys().key(resource, in, name),
                                (in.isEmpty() ? "" : in + "/") + resource.fullName() + "/" + name);
                    } else {
                        directories.add(
                                resource.namespaced() && namespace.isPresent()
                                        ? cluster.storageKeys().directory(resource, namespace.get())
                                        : cluster.storageKeys().directory(resource));
                    }
                }
                doubts.addAll(resolver.doubts());
            }
            if (unknown.size() == clusters.size()) {
                throw new EtcdbrException(unknown.stream()
                        .filter(failure -> failure.code() != ExitCode.NOT_FOUND)
                        .min(Failure.DAMAGE_FIRST)
                        .orElse(unknown.getFirst()));
            }
        }
        return new ObjectKeys(
                storageKeys,
                objects,
                List.copyOf(directories),
                doubts.stream().sorted(Failure.DAMAGE_FIRST).toList());
    }
}
