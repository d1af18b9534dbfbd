package io.etcdbr.lookup;

import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.resources.Resource;
import io.etcdbr.resources.StorageKey;
import io.etcdbr.resources.StorageKeys;

/** The least that has to be held of an object that will be shown. */
record Hit(Resource resource, KeyValue value) {

    FoundObject object(StorageKeys keys, Decoding decoding) {
        return switch (keys.read(ClusterView.text(value.key()), resource)) {
            case StorageKey.OfObject(Resource _, String namespace, String name) ->
                new FoundObject(resource, namespace, name, value, decoding);
            case StorageKey.Unclaimed _, StorageKey.Foreign _ ->
                throw new IllegalStateException("a key that was an object's is none any more");
        };
    }
}
