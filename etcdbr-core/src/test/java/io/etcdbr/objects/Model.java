package io.etcdbr.objects;

import com.google.gson.annotations.SerializedName;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A type as the official Java client has it, from the OpenAPI document of Kubernetes.
 *
 * @param fields by their names in JSON
 * @param required those that JSON always has
 */
record Model(Class<?> type, Map<String, Type> fields, Set<String> required) {
    private static final String PACKAGE = "io.kubernetes.client.openapi.models.";

    /** @param message such as {@code core.v1.Pod} */
    static Optional<Model> of(String message) {
        String[] parts = message.split("\\.");
        String versioned = capital(parts[1]) + parts[2];
        for (String name : List.of(capital(parts[0]) + versioned, versioned)) {
            try {
                return Optional.of(of(Class.forName(PACKAGE + name)));
            } catch (ClassNotFoundException e) {
                // The other name, or none.
            }
        }
        return Optional.empty();
    }

    /** What the values of a field are, with lists and maps taken off; empty if no model. */
    Optional<Model> inside(String field) {
        Type inner = fields.get(field);
        while (inner instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            inner = arguments[arguments.length - 1];
        }
        return inner instanceof Class<?> found && found.getName().startsWith(PACKAGE)
                ? Optional.of(of(found))
                : Optional.empty();
    }

    private static Model of(Class<?> type) {
        Map<String, Type> fields = new TreeMap<>();
        for (Field field : type.getDeclaredFields()) {
            SerializedName name = field.getAnnotation(SerializedName.class);
            if (name != null) {
                fields.put(name.value(), field.getGenericType());
            }
        }
        try {
            Set<?> required = (Set<?>) type.getField("openapiRequiredFields").get(null);
            Set<String> names = new HashSet<>();
            required.forEach(name -> names.add((String) name));
            return new Model(type, fields, names);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
