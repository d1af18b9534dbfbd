package io.etcdbr.lookup;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.etcddb.Revision;
import io.etcdbr.resources.ObjectArguments;
import io.etcdbr.resources.Resource;
import io.etcdbr.resources.StorageKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows what the snapshot still has of the past of named objects, living or deleted. */
public final class ObjectHistory {
    private final Keys keys;
    private final ClusterView cluster;
    private final Decoding decoding;
    private final NamespaceScope namespaces;
    private final boolean missingIsFine;
    private long shown;

    private ObjectHistory(Keys keys, ObjectReader reader, NamespaceScope namespaces, boolean missingIsFine) {
        this.keys = keys;
        this.cluster = new ClusterView(LivingKeys.of(keys), reader, StorageKeys.USUAL_PREFIX);
        this.decoding = new Decoding(reader);
        this.namespaces = namespaces;
        this.missingIsFine = missingIsFine;
    }

    /**
     * @param missingIsFine whether an object need not be there; where none is, {@code sink} is not ended, so that it prints nothing
     * @throws EtcdbrException as {@link GetObjects#run}, and {@link ExitCode#USAGE} if an object is not named
     * @throws IOException if the snapshot cannot be read, or {@code sink} does not take what was found
     */
    public static GetResult run(
            Keys keys,
            ObjectReader reader,
            ObjectArguments arguments,
            NamespaceScope namespaces,
            boolean missingIsFine,
            HistorySink sink)
            throws IOException {
        return new ObjectHistory(keys, reader, namespaces, missingIsFine).run(arguments, sink);
    }

    private GetResult run(ObjectArguments arguments, HistorySink sink) throws IOException {
        List<Failure> missing = show(arguments, sink);
        if (shown == 0 && cluster.turnToOtherPrefix()) {
            missing = show(arguments, sink);
        }
        if (shown > 0 || !missingIsFine) {
            sink.end();
        }
        List<Failure> failures = new ArrayList<>(missing);
        failures.addAll(decoding.failures());
        failures.sort(Failure.DAMAGE_FIRST);
        return new GetResult(shown, true, failures, decoding.note());
    }

    private List<Failure> show(ObjectArguments arguments, HistorySink sink) throws IOException {
        List<Failure> missing = new ArrayList<>();
        TargetResolver resolver = new TargetResolver(cluster);
        for (Target target : resolver.resolve(arguments, namespaces)) {
            String name = target.name()
                    .orElseThrow(() -> new EtcdbrException(
                            ExitCode.USAGE,
                            "--history shows single objects, but all " + target.resource() + " are asked for",
                            "Name one, as in 'deployment/web'"));
            String namespace =
                    target.resource().namespaced() && namespaces instanceof NamespaceScope.One(String one) ? one : "";
            long before = shown;
            show(target.resource(), namespace, name, sink);
            if (shown == before && !missingIsFine) {
                missing.add(GetObjects.notFound(target.resource(), namespace, name));
            }
        }
        missing.addAll(resolver.doubts());
        return missing;
    }

    private void show(Resource resource, String namespace, String name, HistorySink sink) throws IOException {
        String key = cluster.storageKeys().key(resource, namespace, name);
        keys.history(KeyFilter.key(key.getBytes(StandardCharsets.UTF_8)), (revision, value) -> {
            shown++;
            sink.change(new PastChange(
                    resource,
                    namespace,
                    name,
                    revision.main(),
                    kind(revision, value),
                    revision.tombstone()
                            ? Optional.empty()
                            : decoding.tree(new FoundObject(resource, namespace, name, value, decoding), value)));
        });
    }

    private static PastChange.Kind kind(Revision revision, KeyValue value) {
        if (revision.tombstone()) {
            return PastChange.Kind.DELETED;
        }
        return value.version() == 1 ? PastChange.Kind.CREATED : PastChange.Kind.UPDATED;
    }
}
