package io.etcdbr.objects;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where two trees differ: each place with what is there on both sides. */
final class Differences {
    private static final String NOTHING = "nothing";

    private final List<String> found = new ArrayList<>();

    private Differences() {}

    static List<String> between(JsonElement ours, JsonElement theirs) {
        Differences differences = new Differences();
        differences.compare("", ours, theirs);
        return differences.found;
    }

    private void compare(String place, JsonElement ours, JsonElement theirs) {
        if (ours instanceof JsonObject our && theirs instanceof JsonObject their) {
            Set<String> names = new TreeSet<>(our.keySet());
            names.addAll(their.keySet());
            for (String name : names) {
                if (!our.has(name) || !their.has(name)) {
                    found.add(place + "." + name + ": ours " + shown(our, name) + ", theirs " + shown(their, name));
                } else {
                    compare(place + "." + name, our.get(name), their.get(name));
                }
            }
        } else if (ours instanceof JsonArray our && theirs instanceof JsonArray their && our.size() == their.size()) {
            for (int i = 0; i < our.size(); i++) {
                compare(place + "[" + i + "]", our.get(i), their.get(i));
            }
        } else if (!same(ours, theirs)) {
            found.add(place + ": ours " + ours + ", theirs " + theirs);
        }
    }

    private static boolean same(JsonElement ours, JsonElement theirs) {
        if (ours.isJsonPrimitive()
                && theirs.isJsonPrimitive()
                && ours.getAsJsonPrimitive().isNumber()) {
            return theirs.getAsJsonPrimitive().isNumber()
                    && new BigDecimal(ours.getAsString()).compareTo(new BigDecimal(theirs.getAsString())) == 0;
        }
        return ours.equals(theirs) && (ours instanceof JsonNull) == (theirs instanceof JsonNull);
    }

    private static String shown(JsonObject object, String name) {
        return object.has(name) ? object.get(name).toString() : NOTHING;
    }
}
