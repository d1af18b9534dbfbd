package io.etcdbr.topology;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A mapping of a YAML or JSON file, read as a tree of nodes so that each mistake has a line and no tag makes anything. A field that
 * is null is one that is not there.
 */
record Yaml(String file, MappingNode node, Map<String, Node> fields) {
    private static final int MOST_BYTES = 1 << 20;

    /** @throws TopologyException if it is not exactly one document that is a mapping */
    static Yaml parse(String file, byte[] bytes) throws TopologyException {
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        limits.setMaxAliasesForCollections(10);
        limits.setNestingDepthLimit(40);
        limits.setCodePointLimit(MOST_BYTES);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            List<Node> documents = new ArrayList<>();
            new org.yaml.snakeyaml.Yaml(new SafeConstructor(limits))
                    .composeAll(new StringReader(text))
                    .forEach(documents::add);
            if (documents.size() != 1) {
                throw new TopologyException(file, "expected one YAML document, found " + documents.size());
            }
            return mapping(file, documents.getFirst());
        } catch (CharacterCodingException e) {
            throw new TopologyException(file, "it is not UTF-8 text");
        } catch (MarkedYAMLException e) {
            String line = e.getProblemMark() == null
                    ? ""
                    : ", line " + (e.getProblemMark().getLine() + 1);
            throw new TopologyException(file + line, "it is not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new TopologyException(file, "it is not YAML: " + e.getMessage());
        }
    }

    private static Yaml mapping(String file, Node node) throws TopologyException {
        if (!(node instanceof MappingNode mapping)) {
            throw new TopologyException(where(file, node), "expected 'key: value', found " + kind(node));
        }
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new TopologyException(
                        where(file, tuple.getKeyNode()), "expected a key, found " + kind(tuple.getKeyNode()));
            }
            if (fields.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
                throw new TopologyException(where(file, key), "'" + key.getValue() + "' stands here a second time");
            }
        }
        fields.values()
                .removeIf(value ->
                        value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL));
        return new Yaml(file, mapping, fields);
    }

    /** Of a scalar of any type, as it is spelled. */
    Optional<String> text(String field) throws TopologyException {
        Node value = fields.get(field);
        return value == null ? Optional.empty() : Optional.of(scalar(field, value));
    }

    String required(String field) throws TopologyException {
        Optional<String> text = text(field);
        if (text.isEmpty() || text.get().isEmpty()) {
            throw new TopologyException(where(), "there is no '" + field + "'");
        }
        return text.get();
    }

    Optional<Yaml> child(String field) throws TopologyException {
        Node value = fields.get(field);
        return value == null ? Optional.empty() : Optional.of(mapping(file, value));
    }

    /** None where the field is missing. */
    List<Yaml> children(String field) throws TopologyException {
        List<Yaml> children = new ArrayList<>();
        for (Node element : elements(field)) {
            children.add(mapping(file, element));
        }
        return children;
    }

    /** None where the field is missing. */
    List<String> texts(String field) throws TopologyException {
        List<String> texts = new ArrayList<>();
        for (Node element : elements(field)) {
            texts.add(scalar(field, element));
        }
        return texts;
    }

    boolean isList(String field) {
        return fields.get(field) instanceof SequenceNode;
    }

    String where() {
        return where(file, node);
    }

    /** Where a field is, or the mapping if it has none. */
    String where(String field) {
        return where(file, fields.getOrDefault(field, node));
    }

    private List<Node> elements(String field) throws TopologyException {
        Node value = fields.get(field);
        if (value == null) {
            return List.of();
        }
        if (value instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw new TopologyException(where(file, value), "expected a list for '" + field + "', found " + kind(value));
    }

    private String scalar(String field, Node value) throws TopologyException {
        if (value instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new TopologyException(where(file, value), "expected one value for '" + field + "', found " + kind(value));
    }

    private static String where(String file, Node node) {
        return file + ", line " + (node.getStartMark().getLine() + 1);
    }

    private static String kind(Node node) {
        return switch (node) {
            case MappingNode _ -> "a mapping";
            case SequenceNode _ -> "a list";
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
            case ScalarNode _ -> "a single value";
            default -> "something else";
        };
    }
}
