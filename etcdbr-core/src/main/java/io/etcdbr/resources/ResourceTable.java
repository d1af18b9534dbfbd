package io.etcdbr.resources;

import io.etcdbr.resources.Resource.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The resources of one cluster: those of Kubernetes itself first, then those that its CustomResourceDefinitions define. The first
 * are in {@code resources.txt}, written after the API reference of Kubernetes and what a running API server does.
 */
public final class ResourceTable {
    private static final String FILE = "resources.txt";
    private static final String NOTHING = "-";
    private static final ResourceTable BUILT_IN = new ResourceTable(read());

    private final List<Resource> resources;
    private final Map<String, Resource> byPath = new HashMap<>();

    private ResourceTable(List<Resource> resources) {
        this.resources = List.copyOf(resources);
        resources.forEach(resource -> byPath.putIfAbsent(resource.path(), resource));
    }

    /** What Kubernetes has without any CustomResourceDefinition. */
    public static ResourceTable builtIn() {
        return BUILT_IN;
    }

    /** These and {@code custom} ones, in the order of their groups. */
    public ResourceTable with(Collection<Resource> custom) {
        List<Resource> all = new ArrayList<>(resources);
        custom.stream()
                .sorted(Comparator.comparing(Resource::group).thenComparing(Resource::plural))
                .forEach(all::add);
        return new ResourceTable(all);
    }

    /** In the order in which names are looked for. */
    public List<Resource> all() {
        return resources;
    }

    /** What is kept at {@code path}, which stands below the prefix of the API server's keys. */
    public Optional<Resource> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** The one with this {@link Resource#fullName}. */
    public Optional<Resource> fullyNamed(String fullName) {
        return resources.stream()
                .filter(resource -> resource.fullName().equals(fullName))
                .findFirst();
    }

    private static List<Resource> read() {
        try (InputStream file = ResourceTable.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("the table " + FILE + " is missing in this build");
            }
            return new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(ResourceTable::resource)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the table " + FILE + " cannot be read", e);
        }
    }

    private static Resource resource(String line) {
        String[] columns = line.split(" +");
        String name = columns[1];
        int dot = name.indexOf('.');
        return new Resource(
                dot < 0 ? "" : name.substring(dot + 1),
                list(columns[4]),
                dot < 0 ? name : name.substring(0, dot),
                columns[2].toLowerCase(Locale.ROOT),
                columns[2],
                list(columns[5]),
                list(columns[6]),
                Scope.valueOf(columns[3].toUpperCase(Locale.ROOT)),
                columns[0]);
    }

    private static List<String> list(String column) {
        return column.equals(NOTHING) ? List.of() : List.of(column.split(","));
    }
}
