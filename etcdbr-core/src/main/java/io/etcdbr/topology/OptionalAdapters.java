package io.etcdbr.topology;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes what is there, and nothing at all where it is not. */
final class OptionalAdapters implements TypeAdapterFactory {

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        if (type.getRawType() == OptionalLong.class) {
            return (TypeAdapter<T>) new Number();
        }
        if (type.getRawType() == Optional.class && type.getType() instanceof ParameterizedType optional) {
            TypeToken<?> content = TypeToken.get(optional.getActualTypeArguments()[0]);
            return (TypeAdapter<T>) new Value<>(gson.getAdapter(content));
        }
        return null;
    }

    private static final class Value<E> extends TypeAdapter<Optional<E>> {
        private final TypeAdapter<E> content;

        Value(TypeAdapter<E> content) {
            this.content = content;
        }

        @Override
        public void write(JsonWriter out, Optional<E> value) throws IOException {
            if (value.isPresent()) {
                content.write(out, value.get());
            } else {
                out.nullValue();
            }
        }

        @Override
        public Optional<E> read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                in.nextNull();
                return Optional.empty();
            }
            return Optional.of(content.read(in));
        }
    }

    private static final class Number extends TypeAdapter<OptionalLong> {
        @Override
        public void write(JsonWriter out, OptionalLong value) throws IOException {
            if (value.isPresent()) {
                out.value(value.getAsLong());
            } else {
                out.nullValue();
            }
        }

        @Override
        public OptionalLong read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                in.nextNull();
                return OptionalLong.empty();
            }
            return OptionalLong.of(in.nextLong());
        }
    }
}
