package io.etcdbr.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Makes a record in which nothing is left out: each optional value is there, each list holds one. So a field that is added to a record
 * is in its example, too, and in whatever is made of that.
 */
public final class Example {
    private final Map<Type, Object> given = new HashMap<>();

    /** What is taken for values of a type, because not all of them are valid, or to choose one. */
    public <T> Example with(Class<T> type, T value) {
        given.put(type, value);
        return this;
    }

    public <T extends Record> T of(Class<T> type) {
        return type.cast(record(type));
    }

    private Object value(Type type) {
        Object known = given.get(type);
        if (known != null) {
            return known;
        }
        if (type instanceof ParameterizedType generic) {
            List<Object> arguments = Arrays.stream(generic.getActualTypeArguments())
                    .map(this::value)
                    .toList();
            Type raw = generic.getRawType();
            if (raw == Optional.class) {
                return Optional.of(arguments.getFirst());
            }
            if (raw == List.class) {
                return List.of(arguments.getFirst());
            }
            if (raw == Map.class) {
                return Map.of(arguments.getFirst(), arguments.getLast());
            }
        } else if (type instanceof Class<?> plain) {
            return value(plain);
        }
        throw new AssertionError("there is no example of " + type);
    }

    private Object value(Class<?> type) {
        if (type == String.class) {
            return "text";
        } else if (type == boolean.class) {
            return true;
        } else if (type == int.class) {
            return 1;
        } else if (type == long.class || type == Long.class) {
            return 1L;
        } else if (type == OptionalLong.class) {
            return OptionalLong.of(1);
        } else if (type == OptionalInt.class) {
            return OptionalInt.of(1);
        } else if (type == Instant.class) {
            return Instant.parse("2026-11-20T12:00:00Z");
        } else if (type == Path.class) {
            return Path.of("file");
        } else if (type.isEnum()) {
            return Objects.requireNonNull(type.getEnumConstants())[0];
        } else if (type.isRecord()) {
            return record(type);
        }
        throw new AssertionError("there is no example of " + type);
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = Objects.requireNonNull(type.getRecordComponents());
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(Arrays.stream(components)
                    .map(component -> value(component.getGenericType()))
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("there is no example of " + type + ": give one", e);
        }
    }
}
