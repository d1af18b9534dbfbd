package io.etcdbr.node.stage;

import io.etcdbr.atrest.AtRestKeys;
import io.etcdbr.bbolt.Database;
import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.etcddb.EtcdDatabase;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.objects.StoredValue;
import io.etcdbr.topology.ApiServer;
import io.etcdbr.topology.Component;
import io.etcdbr.topology.Container;
import io.etcdbr.topology.EncryptionProviders;
import io.etcdbr.topology.MappedPath;
import io.etcdbr.topology.StaticPod;
import io.etcdbr.topology.TopologyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether this node's API server can read what is encrypted at rest in the backup: of each key, a value is opened with the node's own
 * EncryptionConfiguration. With a key missing, every list of that resource would fail.
 *
 * @param samples how many values of each key are tried
 */
record EncryptionProof(PlanOnNode restore, int samples) {
    private static final String REMEDY =
            "Add the key to the API server's EncryptionConfiguration on every control-plane node, as it was when the backup was made";

    /**
     * @return the keys that were tried, each as {@code provider/name}
     * @throws EtcdbrException {@link ExitCode#IDENTITY} naming node's file and key
     */
    Set<String> run(Path database) throws IOException {
        Map<String, List<Sample>> found = new TreeMap<>();
        try (MappedFile mapped = MappedFile.open(database)) {
            new Keys(new EtcdDatabase(Database.open(mapped))).newest(KeyFilter.all(), value -> {
                if (StoredValue.of(value.value()) instanceof StoredValue.Encrypted sealed) {
                    List<Sample> tried =
                            found.computeIfAbsent(sealed.provider() + "/" + sealed.keyName(), _ -> new ArrayList<>());
                    if (tried.size() < samples) {
                        tried.add(new Sample(value, sealed));
                    }
                }
            });
            if (!found.isEmpty()) {
                Optional<Configuration> configuration = configuration(
                        restore.root(), restore.self().manifests().apiServer().path());
                found.forEach((key, tried) -> tried.forEach(sample -> require(configuration, sample, key)));
            }
        }
        return found.keySet();
    }

    /** A value to be opened, in the mapped file. */
    private record Sample(KeyValue value, StoredValue.Encrypted sealed) {}

    /** The file, what it opens, and its names. */
    private record Configuration(String path, AtRestKeys keys, EncryptionProviders names) {}

    private static void require(Optional<Configuration> configuration, Sample sample, String key) {
        if (configuration.isEmpty()) {
            throw missing("the backup has values encrypted at rest with " + key
                    + ", but the API server of this node has no --encryption-provider-config");
        }
        Configuration found = configuration.get();
        StoredValue.Encrypted sealed = sample.sealed;
        if (sealed.provider().equals("kms")) {
            // Only the service itself can open it; that it is configured is all that can be seen from here.
            if (found.names.keys().stream()
                    .noneMatch(
                            name -> name.provider().equals("kms") && name.name().equals(sealed.keyName()))) {
                throw missing("the backup has values encrypted at rest by the key management service "
                        + sealed.keyName() + ", which is not in " + found.path);
            }
        } else if (found.keys.open(sample.value.key(), sealed) instanceof StoredValue.Encrypted) {
            throw missing("no key in " + found.path + " opens what the backup has encrypted at rest with " + key);
        }
    }

    private static Optional<Configuration> configuration(HostRoot root, String apiServerManifest) throws IOException {
        try {
            Optional<Container> container = StaticPod.parse(
                            apiServerManifest, Files.readAllBytes(root.resolve(apiServerManifest)))
                    .running(Component.API_SERVER);
            if (container.isEmpty()) {
                return Optional.empty();
            }
            Optional<MappedPath> path = ApiServer.of(container.get()).encryptionConfig();
            if (path.isEmpty()) {
                return Optional.empty();
            }
            String file = path.get().host();
            byte[] bytes = Files.readAllBytes(root.resolve(file));
            return Optional.of(new Configuration(
                    file,
                    AtRestKeys.parse(new String(bytes, StandardCharsets.UTF_8)),
                    EncryptionProviders.parse(file, bytes)));
        } catch (TopologyException | IllegalArgumentException e) {
            throw new EtcdbrException(ExitCode.IDENTITY, String.valueOf(e.getMessage()), REMEDY);
        }
    }

    private static EtcdbrException missing(String problem) {
        return new EtcdbrException(ExitCode.IDENTITY, problem, REMEDY);
    }
}
