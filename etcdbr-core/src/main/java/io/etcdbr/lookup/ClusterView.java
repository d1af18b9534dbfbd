package io.etcdbr.lookup;

import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.ChangeVisitor;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.etcddb.Revision;
import io.etcdbr.resources.CustomResourceDefinition;
import io.etcdbr.resources.PrefixSearch;
import io.etcdbr.resources.PrinterColumn;
import io.etcdbr.resources.Resource;
import io.etcdbr.resources.ResourceTable;
import io.etcdbr.resources.StorageKeys;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys of a snapshot as those of an API server. Definitions of custom resources are read when one is asked for. */
final class ClusterView {
    private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

    /** What to do about definitions that cannot be read. */
    private static final String OTHERWISE = "see with 'inspect' which custom resources there are";

    /** A plural and a group of two parts at least, which all are but those of Kubernetes itself. */
    private static final Pattern DEFINITION_NAME = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+){2,}");

    private final Keys keys;
    private final ObjectReader reader;
    private String prefix = StorageKeys.USUAL_PREFIX;
    private final Map<Resource, List<PrinterColumn>> single = new HashMap<>();
    private @Nullable Map<Resource, List<PrinterColumn>> custom;
    private Decoding decoding;

    ClusterView(Keys keys, ObjectReader reader) {
        this.keys = keys;
        this.reader = reader;
        this.decoding = new Decoding(reader, OTHERWISE);
    }

    /**
     * Goes over to the prefix that speaks for an API server in this snapshot. False if it is the one in use, which single looks
     * tell; only if they find nothing all keys are looked at.
     */
    boolean turnToOtherPrefix() throws IOException {
        Resource namespaces = ResourceTable.builtIn().fullyNamed("namespaces").orElseThrow();
        for (String name : List.of("kube-system", "default")) {
            if (find(storageKeys().key(namespaces, "", name)).isPresent()) {
                return false;
            }
        }
        PrefixSearch search = new PrefixSearch();
        keys.newest(KeyFilter.all(), value -> search.look(text(value.key())));
        boolean other = !search.found().equals(prefix);
        prefix = search.found();
        custom = null;
        single.clear();
        return other;
    }

    /** Custom resources, with the columns that they are shown with. */
    Map<Resource, List<PrinterColumn>> custom() throws IOException {
        if (custom == null) {
            Map<Resource, List<PrinterColumn>> found = new HashMap<>();
            decoding = new Decoding(reader, OTHERWISE);
            String directory = storageKeys().directory(definitions());
            // Definitions are large, so none is kept longer than it takes to read it.
            keys.newest(
                    KeyFilter.prefix(directory.getBytes(StandardCharsets.UTF_8)),
                    value -> definition(value)
                            .ifPresent(definition -> found.put(definition.resource(), definition.columns())));
            custom = found;
        }
        return custom;
    }

    /** Definitions that cannot be read, and so what they define is not among the custom resources. */
    List<Failure> unreadable() throws IOException {
        custom();
        return decoding.failures();
    }

    /** The custom resource of that full name, such as {@code widgets.example.com}, for which one look is enough. */
    Optional<Resource> custom(String fullName) throws IOException {
        if (custom != null || !DEFINITION_NAME.matcher(fullName).matches()) {
            return Optional.empty();
        }
        Optional<CustomResourceDefinition> found = find(storageKeys().key(definitions(), "", fullName))
                .flatMap(this::definition)
                .filter(definition -> definition.resource().fullName().equals(fullName));
        found.ifPresent(definition -> single.put(definition.resource(), definition.columns()));
        return found.map(CustomResourceDefinition::resource);
    }

    /** What a custom resource's definition asks for; empty for a built-in one. */
    List<PrinterColumn> columns(Resource resource) throws IOException {
        if (single.containsKey(resource)) {
            return single.get(resource);
        }
        boolean builtIn =
                ResourceTable.builtIn().fullyNamed(resource.fullName()).isPresent();
        return builtIn ? List.of() : custom().getOrDefault(resource, List.of());
    }

    ResourceTable table() throws IOException {
        return ResourceTable.builtIn().with(custom().keySet());
    }

    StorageKeys storageKeys() {
        return new StorageKeys(prefix, ResourceTable.builtIn());
    }

    /** Shows the changes that made all living keys that begin so what they are, the newest first. */
    void list(List<String> directories, ChangeVisitor visitor) throws IOException {
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

    /** What {@link #list} showed. */
    KeyValue at(Revision revision) throws IOException {
        return keys.at(revision)
                .orElseThrow(
                        () -> new IOException("the change of revision " + revision.main() + " was there and is gone"));
    }

    Optional<KeyValue> find(String key) throws IOException {
        return keys.find(key.getBytes(StandardCharsets.UTF_8));
    }

    Keys keys() {
        return keys;
    }

    private static Resource definitions() {
        return ResourceTable.builtIn().fullyNamed(DEFINITIONS).orElseThrow();
    }

    static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private Optional<CustomResourceDefinition> definition(KeyValue value) {
        String name = text(value.key())
                .substring(storageKeys().directory(definitions()).length());
        return decoding.tree(new FoundObject(definitions(), "", name, value, decoding), value)
                .flatMap(tree -> CustomResourceDefinition.of(tree.json()));
    }
}
