package io.etcdbr.lookup;

import com.google.gson.JsonObject;
import io.etcdbr.atrest.AtRestKeys;
import io.etcdbr.atrest.WhyClosed;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.objects.KubernetesObject;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.objects.ObjectException;
import io.etcdbr.objects.StoredValue;

/** Reads values as an API server serves them: decoded, and with the revision that etcd alone knows. */
public final class ObjectReader {
    private final ObjectDecoder decoder;
    private final AtRestKeys keys;

    /** @param keys for what is encrypted at rest */
    public ObjectReader(ObjectDecoder decoder, AtRestKeys keys) {
        this.decoder = decoder;
        this.keys = keys;
    }

    /** What is stored, opened if it is encrypted and there is a key. */
    StoredValue open(KeyValue value) {
        return keys.open(value.key(), StoredValue.of(value.value()));
    }

    /** Whether there are keys for what is encrypted at rest. */
    boolean hasKeys() {
        return !keys.isEmpty();
    }

    /** Of a value that {@link #open} left as it was. */
    WhyClosed whyClosed(String provider) {
        return keys.whyClosed(provider);
    }

    KubernetesObject read(KeyValue value) throws ObjectException {
        KubernetesObject object = decoder.decode(open(value));
        if (object.tree().get("metadata") instanceof JsonObject metadata) {
            metadata.addProperty("resourceVersion", Long.toString(value.modRevision()));
        }
        return object;
    }
}
