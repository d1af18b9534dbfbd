package io.etcdbr.lookup;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.resources.ObjectArguments;
import io.etcdbr.resources.StorageKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which keys of etcd a command line means, whether or not anything is there.
 *
 * @param storageKeys how the snapshot's keys are read, with the built-in resources alone
 * @param objects what is asked for by name: the objects' names for people by their keys
 * @param directories what the keys of all else begin with; each ends in a slash
 * @param doubts what cannot be read that may belong to it
 */
public record ObjectKeys(
        StorageKeys storageKeys, Map<String, String> objects, List<String> directories, List<Failure> doubts) {

    public ObjectKeys {
        directories = List.copyOf(directories);
        doubts = List.copyOf(doubts);
    }

    /**
     * @param namespace where to look; empty for {@code default} where an object is named, and for all of them else
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} if the snapshot has no such resource, another one if it may be defined
     *     by what cannot be read
     * @throws IOException if the snapshot cannot be read
     */
    public static ObjectKeys of(Keys keys, ObjectReader reader, ObjectArguments arguments, Optional<String> namespace)
            throws IOException {
        ClusterView cluster = new ClusterView(keys, reader);
        cluster.turnToOtherPrefix();
        StorageKeys storageKeys = cluster.storageKeys();
        Map<String, String> objects = new TreeMap<>();
        List<String> directories = new ArrayList<>();
        NamespaceScope scope = new NamespaceScope.One(namespace.orElse("default"));
        TargetResolver resolver = new TargetResolver(cluster);
        for (Target target : resolver.resolve(arguments, scope)) {
            if (target.name().isPresent()) {
                String name = target.name().get();
                String in = target.resource().namespaced() ? namespace.orElse("default") : "";
                objects.put(
                        storageKeys.key(target.resource(), in, name),
                        (in.isEmpty() ? "" : in + "/") + target.resource().fullName() + "/" + name);
            } else if (target.resource().namespaced() && namespace.isPresent()) {
                directories.add(storageKeys.directory(target.resource(), namespace.get()));
            } else {
                directories.add(storageKeys.directory(target.resource()));
            }
        }
        return new ObjectKeys(storageKeys, objects, directories, resolver.doubts());
    }
}
