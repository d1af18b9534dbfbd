package io.etcdbr.difference;

import com.google.gson.JsonObject;
import io.etcdbr.atrest.AtRestKeys;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.objects.KubernetesObject;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.objects.ObjectException;
import io.etcdbr.objects.StoredValue;
import io.etcdbr.resources.ObjectTree;
import java.util.List;
import java.util.Optional;

/** Decodes both values to see whether it is the object that differs. What cannot be decoded differs by its bytes. */
public final class ObjectJudge implements Judge {
    /** A tree takes many times the memory of the bytes; larger ones count as changed without a look. */
    private static final int LARGEST = 256 << 10;

    private static final List<String> BOOKKEEPING = List.of("managedFields", "resourceVersion");

    private final ObjectDecoder decoder;
    private final AtRestKeys keys;

    /** @param keys for what is encrypted at rest */
    public ObjectJudge(ObjectDecoder decoder, AtRestKeys keys) {
        this.decoder = decoder;
        this.keys = keys;
    }

    @Override
    public Verdict of(KeyValue first, KeyValue second) {
        if (first.value().byteSize() > LARGEST || second.value().byteSize() > LARGEST) {
            return Verdict.CHANGED;
        }
        StoredValue before = open(first);
        StoredValue after = open(second);
        if (before instanceof StoredValue.Encrypted || after instanceof StoredValue.Encrypted) {
            return Verdict.SEALED;
        }
        try {
            return of(decoder.decode(before), decoder.decode(after));
        } catch (ObjectException e) {
            return Verdict.CHANGED;
        }
    }

    @Override
    public Optional<String> uid(KeyValue value) {
        if (value.value().byteSize() > LARGEST) {
            return Optional.empty();
        }
        try {
            ObjectTree tree = new ObjectTree(decoder.decode(open(value)).tree());
            return Optional.of(tree.text("metadata", "uid")).filter(uid -> !uid.isEmpty());
        } catch (ObjectException e) {
            return Optional.empty();
        }
    }

    /** Two trees that are equal say nothing about what they leave out. */
    private static Verdict of(KubernetesObject before, KubernetesObject after) {
        if (!before.complete() || !after.complete()) {
            return Verdict.CHANGED;
        }
        if (same(before, after)) {
            return Verdict.REWRITTEN;
        }
        strip(before.tree());
        strip(after.tree());
        return same(before, after) ? Verdict.BOOKKEEPING : Verdict.CHANGED;
    }

    /** By the text of the sorted trees: Gson takes whole numbers of 19 digits for equal if they are so as doubles. */
    private static boolean same(KubernetesObject before, KubernetesObject after) {
        return before.tree().toString().equals(after.tree().toString());
    }

    private StoredValue open(KeyValue value) {
        return keys.open(value.key(), StoredValue.of(value.value()));
    }

    private static void strip(JsonObject tree) {
        if (tree.get("metadata") instanceof JsonObject metadata) {
            BOOKKEEPING.forEach(metadata::remove);
        }
    }
}
