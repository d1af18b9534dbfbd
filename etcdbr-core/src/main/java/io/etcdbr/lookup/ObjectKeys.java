package io.etcdbr.lookup;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
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
 */
public record ObjectKeys(StorageKeys storageKeys, Map<String, String> objects, List<String> directories) {

    public ObjectKeys {
        directories = List.copyOf(directories);
    }

    /**
     * @param namespace where to look; empty for {@code default} where an object is named, and for all of them else
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} if the snapshot has no such resource
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
        for (Target target : new TargetResolver(cluster).resolve(arguments, scope)) {
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
        return new ObjectKeys(storageKeys, objects, directories);
    }
}
