package io.etcdbr.lookup;

import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.resources.ObjectTree;
import io.etcdbr.resources.Resource;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An object of the snapshot, decoded when its tree is asked for. Holds while the snapshot is open. */
public final class FoundObject {
    private final Resource resource;
    private final String namespace;
    private final String name;
    private final KeyValue value;
    private final Decoding decoding;
    private @Nullable Optional<ObjectTree> tree;

    FoundObject(Resource resource, String namespace, String name, KeyValue value, Decoding decoding) {
        this.resource = resource;
        this.namespace = namespace;
        this.name = name;
        this.value = value;
        this.decoding = decoding;
    }

    public Resource resource() {
        return resource;
    }

    /** Empty where the resource has none. */
    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    /**
     * The value as it is stored; opened if there are keys for what is encrypted at rest, and empty if none of them opens it, which the
     * result of the look-up tells.
     */
    public Optional<MemorySegment> bytes() {
        return decoding.bytes(this, value);
    }

    /** The object as it was served; empty if it cannot be read, which the result of the look-up tells. */
    public Optional<ObjectTree> tree() {
        if (tree == null) {
            tree = decoding.tree(this, value);
        }
        return tree;
    }

    /** Such as {@code pod kube-system/etcd-cp1}. */
    @Override
    public String toString() {
        return resource.singular() + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
