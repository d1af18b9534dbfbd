package io.etcdbr.resources;

import java.util.List;
import java.util.Locale;

/**
 * A kind of object that the API server stores.
 *
 * @param group empty for the core group
 * @param versions that are or were served, the preferred one first
 * @param path where its objects are, below the prefix of the API server's keys, such as {@code services/specs}
 */
public record Resource(
        String group,
        List<String> versions,
        String plural,
        String singular,
        String kind,
        List<String> shortNames,
        List<String> categories,
        Scope scope,
        String path) {

    /** Who has such objects. */
    public enum Scope {
        NAMESPACED,
        CLUSTER,
        /** The API server itself, which serves them to nobody. */
        INTERNAL
    }

    public Resource {
        versions = List.copyOf(versions);
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
    }

    public boolean namespaced() {
        return scope == Scope.NAMESPACED;
    }

    /** The name that no other resource has, such as {@code pods} and {@code deployments.apps}. */
    public String fullName() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** One object as {@code kubectl get -o name} prints it, such as {@code deployment.apps/web}. */
    public String objectName(String name) {
        return kind.toLowerCase(Locale.ROOT) + (group.isEmpty() ? "" : "." + group) + "/" + name;
    }

    @Override
    public String toString() {
        return fullName();
    }
}
