package io.etcdbr.etcddb;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;

/** The JSON that etcd keeps in some buckets. A field that is missing or null has Go's zero value. */
final class Json {
    private final JsonObject object;

    private Json(JsonObject object) {
        this.object = object;
    }

    static Json of(String text) throws EtcdDataException {
        try {
            if (JsonParser.parseString(text) instanceof JsonObject object) {
                return new Json(object);
            }
        } catch (JsonParseException | StackOverflowError e) {
            // Said below.
        }
        throw new EtcdDataException("not a JSON object");
    }

    Member member() throws EtcdDataException {
        long id = absent("id") ? 0 : unsigned(object.get("id"), "id");
        return new Member(id, text("name"), texts("peerURLs"), texts("clientURLs"), flag("isLearner"));
    }

    ConfState confState() throws EtcdDataException {
        return new ConfState(unsignedNumbers("voters"), unsignedNumbers("learners"));
    }

    String text(String field) throws EtcdDataException {
        return absent(field) ? "" : text(object.get(field), field);
    }

    boolean flag(String field) throws EtcdDataException {
        if (absent(field)) {
            return false;
        }
        if (object.get(field) instanceof JsonPrimitive value && value.isBoolean()) {
            return value.getAsBoolean();
        }
        throw new EtcdDataException(field + " is not true or false");
    }

    private List<String> texts(String field) throws EtcdDataException {
        List<String> texts = new ArrayList<>();
        for (JsonElement element : array(field)) {
            texts.add(text(element, field));
        }
        return List.copyOf(texts);
    }

    private List<Long> unsignedNumbers(String field) throws EtcdDataException {
        List<Long> numbers = new ArrayList<>();
        for (JsonElement element : array(field)) {
            numbers.add(unsigned(element, field));
        }
        return List.copyOf(numbers);
    }

    private JsonArray array(String field) throws EtcdDataException {
        if (absent(field)) {
            return new JsonArray();
        }
        if (object.get(field) instanceof JsonArray array) {
            return array;
        }
        throw new EtcdDataException(field + " is not a list");
    }

    private boolean absent(String field) {
        return !object.has(field) || object.get(field).isJsonNull();
    }

    private static String text(JsonElement element, String field) throws EtcdDataException {
        if (element instanceof JsonPrimitive value && value.isString()) {
            return value.getAsString();
        }
        throw new EtcdDataException(field + " is not a text");
    }

    private static long unsigned(JsonElement element, String field) throws EtcdDataException {
        if (element instanceof JsonPrimitive value && value.isNumber()) {
            try {
                return Long.parseUnsignedLong(value.getAsString());
            } catch (NumberFormatException e) {
                // Said below.
            }
        }
        throw new EtcdDataException(field + " is not a number from 0 to 2^64-1");
    }
}
