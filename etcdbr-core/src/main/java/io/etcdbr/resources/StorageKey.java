package io.etcdbr.resources;

/** What a key of etcd is for. */
public sealed interface StorageKey {

    /**
     * An object of a resource that is known.
     *
     * @param namespace empty where the resource has none
     */
    record OfObject(Resource resource, String namespace, String name) implements StorageKey {}

    /**
     * Below the prefix, but of no known resource, or not with a namespace and a name as that resource's keys are: what an
     * aggregated API server keeps, or what is left of custom resources whose definition is gone.
     *
     * @param path the part of the key that looks like a resource's path, such as {@code stable.example.com/crontabs}
     */
    record Unclaimed(String path) implements StorageKey {}

    /** Not below the prefix: not Kubernetes. */
    record Foreign() implements StorageKey {}
}
