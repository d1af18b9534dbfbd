package io.etcdbr.difference;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;

/**
 * Hides what a Secret holds as {@code kubectl diff} does: every value reads {@code ***}, and where it differs {@code *** (before)}
 * and {@code *** (after)}. Hides also the annotation in which {@code kubectl apply} keeps a copy of it all.
 */
public final class SecretMask {
    private static final String SAME = "***";
    private static final String BEFORE = "*** (before)";
    private static final String AFTER = "*** (after)";
    private static final List<String> HOLDERS = List.of("data", "stringData");
    private static final String COPY = "kubectl.kubernetes.io/last-applied-configuration";

    private SecretMask() {}

    /** Masks in place. Either object may be empty, for one that is not there. */
    public static void apply(JsonObject first, JsonObject second) {
        for (String holder : HOLDERS) {
            if (!masksOneByOne(first, holder) || !masksOneByOne(second, holder)) {
                whole(first, second, holder);
                continue;
            }
            values(child(first, holder), child(second, holder));
        }
        JsonObject firstNotes = child(child(first, "metadata"), "annotations");
        JsonObject secondNotes = child(child(second, "metadata"), "annotations");
        whole(firstNotes, secondNotes, COPY);
    }

    private static void values(JsonObject first, JsonObject second) {
        for (String name : List.copyOf(first.keySet())) {
            whole(first, second, name);
        }
        for (String name : List.copyOf(second.keySet())) {
            if (!first.has(name)) {
                whole(first, second, name);
            }
        }
    }

    private static void whole(JsonObject first, JsonObject second, String name) {
        JsonElement before = first.get(name);
        JsonElement after = second.get(name);
        boolean differ = before != null && after != null && !before.equals(after);
        if (before != null) {
            first.add(name, new JsonPrimitive(differ ? BEFORE : SAME));
        }
        if (after != null) {
            second.add(name, new JsonPrimitive(differ ? AFTER : SAME));
        }
    }

    /** Whether it is absent, or an object whose values can be masked one by one. */
    private static boolean masksOneByOne(JsonObject object, String holder) {
        return !object.has(holder) || object.get(holder).isJsonObject();
    }

    private static JsonObject child(JsonObject object, String name) {
        return object.get(name) instanceof JsonObject child ? child : new JsonObject();
    }
}
