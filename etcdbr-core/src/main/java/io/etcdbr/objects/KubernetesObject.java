package io.etcdbr.objects;

import com.google.gson.JsonObject;

/**
 * An object as kube-apiserver serves it for the version in which it is stored; a CustomResourceDefinition, whose stored version is
 * not served, as {@code v1}. The tree has the names of every object in the order of {@code kubectl get -o yaml} and
 * {@code -o json}: sorted.
 *
 * <p>Two things of the server's answer are missing: {@code metadata.resourceVersion}, which is not stored but is the revision of the
 * key in etcd, and defaults that the server has learned since the object was written.
 *
 * @param unknown what the stored bytes hold beyond the tree
 */
public record KubernetesObject(TypeMeta type, JsonObject tree, UnknownFields unknown) {

    /** The same with {@code metadata.resourceVersion}, as the server serves it. */
    public KubernetesObject at(long modRevision) {
        JsonObject metadata = new JsonObject();
        if (tree.get("metadata") instanceof JsonObject stored) {
            stored.asMap().forEach(metadata::add);
        }
        metadata.addProperty("resourceVersion", Long.toString(modRevision));
        JsonObject whole = new JsonObject();
        tree.asMap().forEach(whole::add);
        whole.add("metadata", metadata);
        return new KubernetesObject(type, SortedTree.of(whole), unknown);
    }

    public String apiVersion() {
        return type.apiVersion();
    }

    public String kind() {
        return type.kind();
    }

    /** Whether the tree holds all that is stored. */
    public boolean complete() {
        return unknown.count() == 0;
    }
}
