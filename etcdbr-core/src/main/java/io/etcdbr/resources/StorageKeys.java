package io.etcdbr.resources;

import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From keys of etcd to objects and back: {@code PREFIX/PATH/NAMESPACE/NAME}, without the namespace where a resource has none.
 * Custom resources have {@code GROUP/PLURAL} as their path.
 *
 * @param prefix what the API server was told with {@code --etcd-prefix}, with a slash before it and none behind it
 */
public record StorageKeys(String prefix, ResourceTable table) {
    /** What the API server takes if it is told nothing. */
    public static final String USUAL_PREFIX = "/registry";

    /** Every cluster has these two, so what stands before them is the prefix. */
    private static final Pattern FIRST_NAMESPACES = Pattern.compile("(.*)/namespaces/(?:default|kube-system)");

    public StorageKeys(ResourceTable table) {
        this(USUAL_PREFIX, table);
    }

    /**
     * The prefix by which {@code keys} are those of an API server, if they are: {@link #USUAL_PREFIX} if it is one, else the
     * shortest. Of the keys it needs only those that end in {@code /namespaces/default} or {@code /namespaces/kube-system}.
     */
    public static Optional<String> prefixOf(Collection<String> keys) {
        Optional<String> found = Optional.empty();
        for (String key : keys) {
            Matcher matcher = FIRST_NAMESPACES.matcher(key);
            if (matcher.matches()) {
                String prefix = matcher.group(1);
                if (prefix.equals(USUAL_PREFIX)) {
                    return Optional.of(prefix);
                }
                if (found.isEmpty() || prefix.length() < found.get().length()) {
                    found = Optional.of(prefix);
                }
            }
        }
        return found;
    }

    /** The key of an object; {@code namespace} does not count where the resource has none. */
    public String key(Resource resource, String namespace, String name) {
        return (resource.namespaced() ? directory(resource, namespace) : directory(resource)) + name;
    }

    /** What the keys of all objects of a resource begin with; ends in a slash. */
    public String directory(Resource resource) {
        return prefix + "/" + resource.path() + "/";
    }

    /** What the keys of a resource's objects in one namespace begin with; ends in a slash. */
    public String directory(Resource resource, String namespace) {
        return directory(resource) + namespace + "/";
    }

    public StorageKey read(String key) {
        if (!key.startsWith(prefix) || key.length() == prefix.length() || key.charAt(prefix.length()) != '/') {
            return new StorageKey.Foreign();
        }
        int begin = prefix.length() + 1;
        int first = end(key, begin);
        int second = first == key.length() ? first : end(key, first + 1);
        // The longer path first: services/specs, and group/plural.
        for (int end : new int[] {second, first}) {
            Optional<Resource> resource = table.at(key.substring(begin, end));
            if (resource.isPresent() && end < key.length()) {
                return object(resource.get(), key.substring(end + 1));
            }
        }
        boolean grouped = key.substring(begin, first).contains(".") && second < key.length();
        return new StorageKey.Unclaimed(key.substring(begin, grouped ? second : first));
    }

    /** As {@link #read(String)} for a key that begins with the {@link #directory(Resource)} of {@code resource}. */
    public StorageKey read(String key, Resource resource) {
        return object(resource, key.substring(directory(resource).length()));
    }

    private static StorageKey object(Resource resource, String rest) {
        int slash = rest.indexOf('/');
        String namespace = resource.namespaced() ? rest.substring(0, Math.max(slash, 0)) : "";
        String name = resource.namespaced() ? rest.substring(slash + 1) : rest;
        boolean fits = resource.namespaced() != namespace.isEmpty() && !name.isEmpty() && !name.contains("/");
        return fits ? new StorageKey.OfObject(resource, namespace, name) : new StorageKey.Unclaimed(resource.path());
    }

    private static int end(String key, int begin) {
        int slash = key.indexOf('/', begin);
        return slash < 0 ? key.length() : slash;
    }
}
