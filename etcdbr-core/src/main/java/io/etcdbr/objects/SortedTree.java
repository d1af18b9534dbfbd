package io.etcdbr.objects;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** A copy of a tree with the names of all its objects in kubectl's order, which is that of their UTF-8 bytes. */
final class SortedTree {
    private SortedTree() {}

    static JsonObject of(JsonObject object) {
        JsonObject sorted = new JsonObject();
        object.keySet().stream().sorted(SortedTree::compare).forEach(name -> sorted.add(name, of(object.get(name))));
        return sorted;
    }

    private static JsonElement of(JsonElement element) {
        return switch (element) {
            case JsonObject object -> of(object);
            case JsonArray array -> {
                JsonArray sorted = new JsonArray(array.size());
                array.forEach(item -> sorted.add(of(item)));
                yield sorted;
            }
            default -> element;
        };
    }

    /** By code points, which UTF-8 keeps in order and UTF-16 does not. */
    private static int compare(String a, String b) {
        int at = 0;
        while (at < a.length() && at < b.length() && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        if (at == a.length() || at == b.length()) {
            return Integer.compare(a.length(), b.length());
        }
        return Integer.compare(rank(a.charAt(at)), rank(b.charAt(at)));
    }

    /** Surrogates stand for what lies above all other characters. */
    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + Character.MAX_VALUE : c;
    }
}
