package io.etcdbr.lookup;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.ChangeVisitor;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.etcddb.Revision;
import io.etcdbr.resources.FieldSelector;
import io.etcdbr.resources.LabelSelector;
import io.etcdbr.resources.ObjectArguments;
import io.etcdbr.resources.Resource;
import io.etcdbr.resources.StorageKey;
import io.etcdbr.resources.StorageKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks objects up, by name or all of a resource. What is asked for by name is found by its key; of a list the keys are
 * held, outside the heap, with as many values as have room; each other object is read again when its turn has come.
 */
public final class GetObjects {

    /**
     * What to look for. Names and selectors exclude each other.
     *
     * @param order empty for the one in which they are found
     * @param missingIsFine whether an object that is asked for by its name need not be there
     */
    public record Options(
            ObjectArguments arguments,
            NamespaceScope namespaces,
            LabelSelector labels,
            FieldSelector fields,
            Optional<ObjectOrder> order,
            boolean missingIsFine) {}

    private final Keys keys;
    private final ObjectReader reader;
    private final ClusterView cluster;
    private final Options options;
    private final Decoding decoding;
    private final List<Failure> missing = new ArrayList<>();
    private Optional<Resource> last = Optional.empty();
    private long shown;

    private GetObjects(Keys keys, ObjectReader reader, Options options) {
        this.keys = keys;
        this.reader = reader;
        this.cluster = new ClusterView(LivingKeys.of(keys), reader, StorageKeys.USUAL_PREFIX);
        this.options = options;
        this.decoding = new Decoding(reader);
    }

    /**
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} if there is no such resource, another one if it may be defined by what
     *     cannot be read, {@link ExitCode#USAGE} if a name is given where a namespace is needed and none is
     * @throws IOException if the snapshot cannot be read, or {@code sink} does not take what was found
     */
    public static GetResult run(Keys keys, ObjectReader reader, Options options, ObjectSink sink) throws IOException {
        return new GetObjects(keys, reader, options).run(sink);
    }

    private GetResult run(ObjectSink sink) throws IOException {
        try (KeyList listed = new KeyList()) {
            List<Target> targets = targets();
            Map<Target, KeyValue> named = find(targets, listed);
            if (named.isEmpty() && listed.isEmpty() && cluster.turnToOtherPrefix()) {
                missing.clear();
                targets = targets();
                named = find(targets, listed);
            }
            List<Resource> resources = resources(targets);
            sink.begin(
                    resources.size() > 1,
                    targets.size() == 1 && targets.getFirst().name().isPresent());
            if (options.order().isPresent()) {
                OrderedHits ordered = new OrderedHits(options.order().get());
                Decoding first = new Decoding(reader);
                each(targets, listed, named, (resource, revision, value) -> {
                    FoundObject object = new Hit(resource, value(revision, value)).object(cluster.storageKeys(), first);
                    // What cannot be read is told when it is to be shown.
                    if (object.tree().isEmpty() || isWanted(object)) {
                        ordered.add(resources.indexOf(resource), object, revision, value);
                    }
                });
                for (OrderedHits.Waiting hit : ordered.inOrder()) {
                    show(new Hit(hit.resource(), value(hit.revision(), hit.value())), sink);
                }
            } else {
                each(
                        targets,
                        listed,
                        named,
                        (resource, revision, value) -> show(new Hit(resource, value(revision, value)), sink));
            }
            sink.end();
            List<Failure> failures = new ArrayList<>(missing);
            failures.addAll(decoding.failures());
            failures.sort(Failure.DAMAGE_FIRST);
            return new GetResult(shown, resources.stream().allMatch(Resource::namespaced), failures, decoding.note());
        }
    }

    /** Is shown what was found. */
    @FunctionalInterface
    private interface Finder {
        /** @param value empty if it must be read again */
        void found(Resource resource, Optional<Revision> revision, Optional<KeyValue> value) throws IOException;
    }

    private static void each(List<Target> targets, KeyList listed, Map<Target, KeyValue> named, Finder finder)
            throws IOException {
        List<Resource> resources = resources(targets);
        for (Target target : targets) {
            Resource resource = target.resource();
            if (target.name().isEmpty()) {
                listed.inOrder(
                        resources.indexOf(resource),
                        (revision, value) -> finder.found(resource, Optional.of(revision), value));
            } else if (named.containsKey(target)) {
                finder.found(resource, Optional.empty(), Optional.of(named.get(target)));
            }
        }
    }

    private KeyValue value(Optional<Revision> revision, Optional<KeyValue> value) throws IOException {
        return value.isPresent() ? value.get() : at(revision.orElseThrow());
    }

    private static List<Resource> resources(List<Target> targets) {
        return targets.stream().map(Target::resource).distinct().toList();
    }

    private List<Target> targets() throws IOException {
        TargetResolver resolver = new TargetResolver(cluster);
        List<Target> targets = resolver.resolve(options.arguments(), options.namespaces());
        missing.addAll(resolver.doubts());
        return targets;
    }

    /** Gives what is asked for by name, and adds to {@code listed} what is not, by the number of its resource. */
    private Map<Target, KeyValue> find(List<Target> targets, KeyList listed) throws IOException {
        Set<String> directories = new LinkedHashSet<>();
        for (Target target : targets) {
            if (target.name().isEmpty()) {
                directories.add(directory(target.resource()));
            }
        }
        if (!directories.isEmpty()) {
            list(List.copyOf(directories), resources(targets), listed);
        }
        Map<Target, KeyValue> named = new HashMap<>();
        for (Target target : targets) {
            if (target.name().isPresent()) {
                one(target.resource(), target.name().get()).ifPresent(value -> named.put(target, value));
            }
        }
        return named;
    }

    private void list(List<String> directories, List<Resource> resources, KeyList listed) throws IOException {
        StorageKeys storageKeys = cluster.storageKeys();
        living(directories, (revision, value) -> {
            String key = ClusterView.text(value.key());
            for (int i = 0; i < resources.size(); i++) {
                Resource resource = resources.get(i);
                if (key.startsWith(directory(resource))
                        && storageKeys.read(key, resource)
                                instanceof StorageKey.OfObject(Resource _, String namespace, String name)
                        && options.fields().matches(namespace, name)) {
                    listed.add(i, revision, value);
                }
            }
        });
    }

    /** Shows the changes that made all living keys that begin so what they are, the newest first. */
    private void living(List<String> directories, ChangeVisitor visitor) throws IOException {
        List<KeyFilter> filters = directories.stream()
                .map(directory -> KeyFilter.prefix(directory.getBytes(StandardCharsets.UTF_8)))
                .toList();
        keys.backwards(
                KeyFilter.anyOf(filters),
                (revision, change) -> {
                    if (!revision.tombstone()) {
                        visitor.change(revision, change);
                    }
                },
                (revision, change) -> {});
    }

    /** What {@link #living} showed. */
    private KeyValue at(Revision revision) throws IOException {
        return keys.at(revision)
                .orElseThrow(
                        () -> new IOException("the change of revision " + revision.main() + " was there and is gone"));
    }

    private Optional<KeyValue> one(Resource resource, String name) throws IOException {
        String namespace = namespace(resource);
        Optional<KeyValue> value =
                keys.find(cluster.storageKeys().key(resource, namespace, name).getBytes(StandardCharsets.UTF_8));
        if (value.isEmpty() && !options.missingIsFine()) {
            missing.add(notFound(resource, namespace, name));
        }
        return value;
    }

    static Failure notFound(Resource resource, String namespace, String name) {
        return new Failure(
                ExitCode.NOT_FOUND,
                resource.fullName() + " \"" + name + "\" not found"
                        + (namespace.isEmpty() ? "" : " in namespace " + namespace),
                "");
    }

    private String directory(Resource resource) {
        return resource.namespaced() && options.namespaces() instanceof NamespaceScope.One(String namespace)
                ? cluster.storageKeys().directory(resource, namespace)
                : cluster.storageKeys().directory(resource);
    }

    private String namespace(Resource resource) {
        return resource.namespaced() && options.namespaces() instanceof NamespaceScope.One(String namespace)
                ? namespace
                : "";
    }

    private void show(Hit hit, ObjectSink sink) throws IOException {
        FoundObject object = hit.object(cluster.storageKeys(), decoding);
        if (isWanted(object)) {
            if (!last.equals(Optional.of(object.resource()))) {
                last = Optional.of(object.resource());
                sink.resource(object.resource(), cluster.columns(object.resource()));
            }
            sink.object(object);
            shown++;
        }
    }

    private boolean isWanted(FoundObject object) {
        return options.labels().requirements().isEmpty()
                || object.tree()
                        .filter(tree -> options.labels().matches(tree.labels()))
                        .isPresent();
    }
}
