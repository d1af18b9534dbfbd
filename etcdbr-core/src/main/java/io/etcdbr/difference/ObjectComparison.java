package io.etcdbr.difference;

import com.google.gson.JsonObject;
import io.etcdbr.atrest.AtRestKeys;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.objects.KubernetesObject;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.objects.ObjectException;
import io.etcdbr.objects.StoredValue;
import io.etcdbr.objects.UnknownTypeException;
import io.etcdbr.resources.NamedKey;
import io.etcdbr.resources.ObjectTree;
import io.etcdbr.resources.StorageKeys;
import io.etcdbr.yaml.YamlWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares single objects line by line. */
public final class ObjectComparison {
    private final StorageKeys storageKeys;
    private final ObjectDecoder decoder;
    private final AtRestKeys atRestKeys;
    private final boolean all;

    /**
     * @param atRestKeys for what is encrypted at rest
     * @param all whether to show {@code managedFields} too
     */
    public ObjectComparison(StorageKeys storageKeys, ObjectDecoder decoder, AtRestKeys atRestKeys, boolean all) {
        this.storageKeys = storageKeys;
        this.decoder = decoder;
        this.atRestKeys = atRestKeys;
        this.all = all;
    }

    /** An object as a state holds it. */
    private record Side(Optional<byte[]> stored, Optional<JsonObject> tree, Optional<String> problem) {
        boolean readable() {
            return stored.isPresent() == tree.isPresent();
        }
    }

    /**
     * @return those that at least one state has, in the order of their keys
     * @throws IOException if a state cannot be read
     */
    public List<ObjectDifference> run(FirstState first, SecondState second, List<String> keys) throws IOException {
        KeySelection selection = KeySelection.keys(keys);
        Map<String, byte[]> before = new TreeMap<>();
        Map<String, byte[]> after = new TreeMap<>();
        first.each(selection.filter(), (_, value) -> add(before, value));
        second.each(selection, value -> add(after, value));
        List<ObjectDifference> found = new ArrayList<>();
        for (String key : keys.stream().distinct().sorted().toList()) {
            if (before.containsKey(key) || after.containsKey(key)) {
                found.add(compared(key, side(key, before.get(key)), side(key, after.get(key))));
            }
        }
        return found;
    }

    private ObjectDifference compared(String key, Side first, Side second) throws IOException {
        NamedKey object = NamedKey.of(storageKeys, key);
        JsonObject before = first.tree.orElseGet(JsonObject::new);
        JsonObject after = second.tree.orElseGet(JsonObject::new);
        if (object.resource().equals("secrets") || isSecret(before) || isSecret(after)) {
            SecretMask.apply(before, after);
        }
        boolean readable = first.readable() && second.readable();
        List<String> lines = readable ? UnifiedDiff.of(yaml(first.tree), yaml(second.tree)) : List.of();
        Optional<String> problem = first.problem
                .map(why -> "in the first state it " + why)
                .or(() -> second.problem.map(why -> "in the second state it " + why));
        boolean differ = !lines.isEmpty() || problem.isPresent() && !sameBytes(first, second);
        return new ObjectDifference(
                object, key, change(first, second, differ), first.tree, second.tree, lines, problem);
    }

    private static Optional<ChangeKind> change(Side first, Side second, boolean differ) {
        if (first.stored.isEmpty()) {
            return Optional.of(ChangeKind.ADDED);
        }
        if (second.stored.isEmpty()) {
            return Optional.of(ChangeKind.REMOVED);
        }
        return differ ? Optional.of(ChangeKind.CHANGED) : Optional.empty();
    }

    private static boolean sameBytes(Side first, Side second) {
        return first.stored.isPresent()
                && second.stored.isPresent()
                && Arrays.equals(first.stored.get(), second.stored.get());
    }

    private static boolean isSecret(JsonObject tree) {
        ObjectTree object = new ObjectTree(tree);
        return object.text("kind").equals("Secret") && object.text("apiVersion").equals("v1");
    }

    private Side side(String key, byte @Nullable [] stored) {
        if (stored == null) {
            return new Side(Optional.empty(), Optional.empty(), Optional.empty());
        }
        StoredValue value =
                atRestKeys.open(MemorySegment.ofArray(key.getBytes(StandardCharsets.UTF_8)), StoredValue.of(stored));
        if (value instanceof StoredValue.Encrypted sealed) {
            return new Side(
                    Optional.of(stored),
                    Optional.empty(),
                    Optional.of("is encrypted at rest by the provider " + sealed.provider() + " with the key '"
                            + sealed.keyName() + "'"
                            + switch (atRestKeys.whyClosed(sealed.provider())) {
                                case NO_KEYS -> "; --encryption-config may open it";
                                case NONE_FITS -> "; no key that was given opens it";
                                case NOT_TO_BE_OPENED -> "; only the API server can open it";
                            }));
        }
        try {
            KubernetesObject object = decoder.decode(value);
            if (!all && object.tree().get("metadata") instanceof JsonObject metadata) {
                metadata.remove("managedFields");
            }
            return object.complete()
                    ? new Side(Optional.of(stored), Optional.of(object.tree()), Optional.empty())
                    : new Side(
                            Optional.of(stored),
                            Optional.of(object.tree()),
                            Optional.of("holds fields that this program does not know"));
        } catch (UnknownTypeException e) {
            return new Side(
                    Optional.of(stored),
                    Optional.empty(),
                    Optional.of("is stored as " + e.type() + ", which this program does not know"));
        } catch (ObjectException e) {
            return new Side(
                    Optional.of(stored),
                    Optional.empty(),
                    Optional.of("is not an object that can be read: " + e.getMessage()));
        }
    }

    private static List<String> yaml(Optional<JsonObject> tree) throws IOException {
        if (tree.isEmpty()) {
            return List.of();
        }
        StringBuilder text = new StringBuilder();
        new YamlWriter(text).document(tree.get());
        return text.toString().lines().toList();
    }

    private static void add(Map<String, byte[]> values, KeyValue value) {
        values.put(text(value.key()), value.value().toArray(ValueLayout.JAVA_BYTE));
    }

    private static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
