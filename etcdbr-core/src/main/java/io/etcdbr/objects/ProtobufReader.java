package io.etcdbr.objects;

import com.google.gson.JsonObject;

/** Decodes one object. */
final class ProtobufReader {
    private final UnknownCount unknown;

    ProtobufReader(Schema schema, UnknownCount unknown) {
        this.unknown = unknown;
    }

    KubernetesObject read(Envelope envelope) throws ObjectException {
        JsonObject tree = new JsonObject();
        tree.addProperty("apiVersion", envelope.type().apiVersion());
        tree.addProperty("kind", envelope.type().kind());
        Wire fields = envelope.object();
        for (int field = fields.next(); field != 0; field = fields.next()) {
            unknown.skip(".", field, fields);
        }
        return new KubernetesObject(envelope.type(), SortedTree.of(tree), unknown.sum(), false);
    }
}
