package io.etcdbr.objects;

import com.google.gson.JsonObject;

/**
 * An object as kube-apiserver serves it for the version in which it is stored. The tree has the names of every object in the order
 * of {@code kubectl get -o yaml} and {@code -o json}: sorted.
 *
 * @param unknown what the stored bytes hold beyond the tree
 * @param known whether this program knows the type; if not, the tree has no more than {@code apiVersion}, {@code kind} and
 *     {@code metadata}, and everything else counts as unknown
 */
public record KubernetesObject(TypeMeta type, JsonObject tree, UnknownFields unknown, boolean known) {

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
