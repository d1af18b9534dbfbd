package io.etcdbr.topology;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads records only where every component is there that is not optional: Gson would give null or 0. */
final class RecordAdapters implements TypeAdapterFactory {

    @Override
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        Class<?> record = type.getRawType();
        if (!record.isRecord()) {
            return null;
        }
        TypeAdapter<T> whole = gson.getDelegateAdapter(this, type);
        TypeAdapter<JsonElement> trees = gson.getAdapter(JsonElement.class);
        return new TypeAdapter<>() {
            @Override
            public void write(JsonWriter out, T value) throws IOException {
                whole.write(out, value);
            }

            @Override
            public T read(JsonReader in) throws IOException {
                if (!(trees.read(in) instanceof JsonObject object)) {
                    throw new JsonParseException(in.getPath() + " is no object");
                }
                for (RecordComponent component : record.getRecordComponents()) {
                    fill(object, component, in.getPath());
                }
                return whole.fromJsonTree(object);
            }
        };
    }

    private static void fill(JsonObject object, RecordComponent component, String path) {
        JsonElement value = object.get(component.getName());
        if (value != null && !value.isJsonNull()) {
            return;
        }
        if (component.getType() != Optional.class && component.getType() != OptionalLong.class) {
            throw new JsonParseException("field " + component.getName() + " is missing in " + path);
        }
        object.add(component.getName(), JsonNull.INSTANCE);
    }
}
