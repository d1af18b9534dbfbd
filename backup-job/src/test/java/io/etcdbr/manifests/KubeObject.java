package io.etcdbr.manifests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A Kubernetes object, or a part of one, as it stands in YAML. */
record KubeObject(Map<?, ?> fields) {

    /** All documents of a text. A key that stands twice in one mapping fails, as it does for kubectl. */
    static List<KubeObject> parse(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<KubeObject> objects = new ArrayList<>();
        new Yaml(new SafeConstructor(options)).loadAll(yaml).forEach(value -> objects.add(of(value)));
        return objects;
    }

    String kind() {
        return text("kind");
    }

    String name() {
        return at("metadata").text("name");
    }

    boolean is(String kind, String name) {
        return kind().equals(kind) && name().equals(name);
    }

    /** The part below these fields; empty where one is missing. */
    KubeObject at(String... path) {
        Map<?, ?> here = fields;
        for (String field : path) {
            here = here.get(field) instanceof Map<?, ?> map ? map : Map.of();
        }
        return new KubeObject(here);
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    Optional<String> find(String field) {
        return Optional.ofNullable(fields.get(field)).map(String::valueOf);
    }

    /** The value; an {@link AssertionError} where there is none. */
    String text(String field) {
        return find(field).orElseThrow(() -> new AssertionError("no field " + field + " in " + fields));
    }

    long number(String field) {
        return Long.parseLong(text(field));
    }

    /** The elements of a list of values; empty where the field is missing. */
    List<String> texts(String field) {
        return elements(field).map(String::valueOf).toList();
    }

    /** The elements of a list of objects; empty where the field is missing. */
    List<KubeObject> list(String field) {
        return elements(field).map(KubeObject::of).toList();
    }

    private Stream<?> elements(String field) {
        return fields.get(field) instanceof List<?> list ? list.stream() : Stream.empty();
    }

    private static KubeObject of(Object value) {
        if (value instanceof Map<?, ?> map) {
            return new KubeObject(map);
        }
        throw new AssertionError("expected an object, found " + value);
    }
}
