package io.etcdbr.lookup;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.resources.FieldSelector;
import io.etcdbr.resources.LabelSelector;
import io.etcdbr.resources.ObjectArguments;
import io.etcdbr.resources.Resource;
import io.etcdbr.resources.StorageKey;
import io.etcdbr.resources.StorageKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks objects up, by name or all of a resource. What is asked for by name is found by its key; of a list only the keys and
 * where their values are is held, so memory does not grow with the objects' size.
 */
public final class GetObjects {

    /** What to look for. Names and selectors exclude each other. */
    public record Options(
            ObjectArguments arguments, NamespaceScope namespaces, LabelSelector labels, FieldSelector fields) {}

    private final ClusterView cluster;
    private final Options options;
    private final Decoding decoding;
    private final List<Failure> missing = new ArrayList<>();

    private GetObjects(Keys keys, ObjectReader reader, Options options) {
        this.cluster = new ClusterView(keys, reader);
        this.options = options;
        this.decoding = new Decoding(reader);
    }

    /**
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} if there is no such resource, {@link ExitCode#USAGE} if a name is given
     *     where a namespace is needed and none is
     * @throws IOException if the snapshot cannot be read, or {@code sink} does not take what was found
     */
    public static GetResult run(Keys keys, ObjectReader reader, Options options, ObjectSink sink) throws IOException {
        return new GetObjects(keys, reader, options).run(sink);
    }

    private GetResult run(ObjectSink sink) throws IOException {
        List<Target> targets = targets();
        List<Hit> found = find(targets);
        if (found.isEmpty() && cluster.turnToOtherPrefix()) {
            missing.clear();
            targets = targets();
            found = find(targets);
        }
        Set<Resource> resources =
                new LinkedHashSet<>(targets.stream().map(Target::resource).toList());
        sink.begin(
                resources.size() > 1,
                targets.size() == 1 && targets.getFirst().name().isPresent());
        long shown = show(found, sink);
        sink.end();
        List<Failure> failures = new ArrayList<>(missing);
        failures.addAll(decoding.failures());
        return new GetResult(shown, resources.stream().allMatch(Resource::namespaced), failures, decoding.note());
    }

    private List<Target> targets() throws IOException {
        return new TargetResolver(cluster).resolve(options.arguments(), options.namespaces());
    }

    private List<Hit> find(List<Target> targets) throws IOException {
        Set<String> directories = new LinkedHashSet<>();
        for (Target target : targets) {
            if (target.name().isEmpty()) {
                directories.add(directory(target.resource()));
            }
        }
        Map<String, List<Hit>> listed = directories.isEmpty() ? Map.of() : list(List.copyOf(directories), targets);
        List<Hit> found = new ArrayList<>();
        for (Target target : targets) {
            if (target.name().isPresent()) {
                one(target.resource(), target.name().get()).ifPresent(found::add);
            } else {
                found.addAll(listed.getOrDefault(target.resource().fullName(), List.of()));
            }
        }
        return found;
    }

    private Map<String, List<Hit>> list(List<String> directories, List<Target> targets) throws IOException {
        Map<String, List<Hit>> listed = new HashMap<>();
        List<Resource> resources =
                targets.stream().map(Target::resource).distinct().toList();
        for (KeyValue value : cluster.list(directories)) {
            String key = ClusterView.text(value.key());
            for (Resource resource : resources) {
                StorageKeys keys = cluster.storageKeys();
                if (key.startsWith(directory(resource))
                        && keys.read(key, resource)
                                instanceof StorageKey.OfObject(Resource _, String namespace, String name)
                        && options.fields().matches(namespace, name)) {
                    listed.computeIfAbsent(resource.fullName(), _ -> new ArrayList<>())
                            .add(new Hit(resource, value));
                }
            }
        }
        return listed;
    }

    private Optional<Hit> one(Resource resource, String name) throws IOException {
        String namespace = namespace(resource);
        Optional<KeyValue> value = cluster.find(cluster.storageKeys().key(resource, namespace, name));
        if (value.isEmpty()) {
            missing.add(notFound(resource, namespace, name));
        }
        return value.map(known -> new Hit(resource, known));
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

    private long show(List<Hit> found, ObjectSink sink) throws IOException {
        long shown = 0;
        Optional<Resource> last = Optional.empty();
        for (Hit hit : found) {
            FoundObject object = hit.object(cluster.storageKeys(), decoding);
            if (options.labels().requirements().isEmpty()
                    || object.tree()
                            .filter(tree -> options.labels().matches(tree.labels()))
                            .isPresent()) {
                if (!last.equals(Optional.of(object.resource()))) {
                    last = Optional.of(object.resource());
                    sink.resource(object.resource(), cluster.columns(object.resource()));
                }
                sink.object(object);
                shown++;
            }
        }
        return shown;
    }
}
