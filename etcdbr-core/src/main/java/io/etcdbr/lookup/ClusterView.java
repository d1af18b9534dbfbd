package io.etcdbr.lookup;

import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.KeyValue;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys of a state as those of an API server. Definitions of custom resources are read when one is asked for. */
final class ClusterView {
    private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

    /** What to do about definitions that cannot be read. */
    private static final String OTHERWISE = "see with 'inspect' which custom resources there are";

    /** A plural and a group of two parts at least, which all are but those of Kubernetes itself. */
    private static final Pattern DEFINITION_NAME = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+){2,}");

    private final LivingKeys keys;
    private final ObjectReader reader;
    private String prefix;
    private final Map<Resource, List<PrinterColumn>> single = new HashMap<>();
    private @Nullable Map<Resource, List<PrinterColumn>> custom;
    private Decoding decoding;

    /** @param prefix of the API server's keys, if nothing speaks against it */
    ClusterView(LivingKeys keys, ObjectReader reader, String prefix) {
        this.keys = keys;
        this.reader = reader;
        this.prefix = prefix;
        this.decoding = new Decoding(reader, OTHERWISE);
    }

    /**
     * Goes over to the prefix that speaks for an API server in this snapshot. False if it is the one in use, which single looks
     * tell; only if they find nothing all keys are looked at.
     */
    boolean turnToOtherPrefix() throws IOException {
        Resource namespaces = ResourceTable.builtIn().fullyNamed("namespaces").orElseThrow();
        for (String name : List.of("kube-system", "default")) {
            if (lives(storageKeys().key(namespaces, "", name))) {
                return false;
            }
        }
        PrefixSearch search = new PrefixSearch();
        keys.below("", value -> search.look(text(value.key())));
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
            // Definitions are large, so none is kept longer than it takes to read it.
            keys.below(
                    storageKeys().directory(definitions()),
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
        List<CustomResourceDefinition> found = new ArrayList<>(1);
        keys.named(
                storageKeys().key(definitions(), "", fullName),
                value -> definition(value)
                        .filter(definition -> definition.resource().fullName().equals(fullName))
                        .ifPresent(found::add));
        found.forEach(definition -> single.put(definition.resource(), definition.columns()));
        return found.stream().map(CustomResourceDefinition::resource).findFirst();
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

    private boolean lives(String key) throws IOException {
        AtomicBoolean found = new AtomicBoolean();
        keys.named(key, _ -> found.set(true));
        return found.get();
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
