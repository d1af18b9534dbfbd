package io.etcdbr.lookup;

import com.google.gson.JsonObject;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.objects.KubernetesObject;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.objects.ObjectException;
import io.etcdbr.objects.StoredValue;
import io.etcdbr.resources.CustomResourceDefinition;

/** Reads values as an API server serves them: decoded, and with the revision that etcd alone knows. */
public final class ObjectReader {
    private final ObjectDecoder decoder;

    public ObjectReader(ObjectDecoder decoder) {
        this.decoder = decoder;
    }

    KubernetesObject read(KeyValue value) throws ObjectException {
        KubernetesObject object = decoder.decode(StoredValue.of(value.value()));
        if (object.tree().get("metadata") instanceof JsonObject metadata) {
            metadata.addProperty("resourceVersion", Long.toString(value.modRevision()));
        }
        return new KubernetesObject(
                object.type(), CustomResourceDefinition.asServed(object.tree()), object.unknown(), object.known());
    }
}
