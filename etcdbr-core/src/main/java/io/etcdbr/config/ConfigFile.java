package io.etcdbr.config;

import io.etcdbr.config.SettingShape.Kind;
import io.etcdbr.spelling.Suggestion;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
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
 * Settings from a YAML file: one flat mapping. The file is read as a tree of nodes, never as objects, so every mistake has a
 * line and no tag makes anything.
 */
final class ConfigFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final String URL = "url";

    private final Path path;
    private final Problems problems;

    private ConfigFile(Path path, Problems problems) {
        this.path = path;
        this.problems = problems;
    }

    static Map<Setting, List<Given>> read(Path path, Problems problems) {
        return new ConfigFile(path, problems).read();
    }

    private Map<Setting, List<Given>> read() {
        Optional<Node> root = text().flatMap(this::parse);
        Map<Setting, List<Given>> given = new EnumMap<>(Setting.class);
        if (root.isEmpty()) {
            return given;
        }
        if (!(root.get() instanceof MappingNode mapping)) {
            problems.add(where(root.get()), "expected settings as 'key: value', found " + kind(root.get()));
            return given;
        }
        for (Entry entry : entries(mapping)) {
            Optional<Setting> setting = Setting.ofKey(entry.key());
            if (setting.isEmpty()) {
                problems.add(
                        where(entry.keyNode()),
                        "no setting is called '" + entry.key() + "'" + Suggestion.didYouMean(entry.key(), keys()));
                continue;
            }
            List<Given> values = values(setting.get(), entry);
            if (!values.isEmpty()) {
                given.put(setting.get(), values);
            }
        }
        return given;
    }

    private Optional<String> text() {
        try {
            if (Files.size(path) > MAX_BYTES) {
                problems.add(
                        path.toString(),
                        "expected a configuration file of at most 1 MiB, found " + Files.size(path) + " bytes");
                return Optional.empty();
            }
            return Optional.of(Files.readString(path));
        } catch (NoSuchFileException e) {
            problems.add(path.toString(), "there is no such configuration file");
        } catch (AccessDeniedException e) {
            problems.add(path.toString(), "the configuration file may not be read by this user");
        } catch (CharacterCodingException e) {
            problems.add(path.toString(), "the configuration file is not UTF-8 text");
        } catch (IOException e) {
            problems.add(path.toString(), "the configuration file cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private Optional<Node> parse(String text) {
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        limits.setMaxAliasesForCollections(10);
        limits.setNestingDepthLimit(10);
        limits.setCodePointLimit(MAX_BYTES);
        try {
            return Optional.ofNullable(new Yaml(new SafeConstructor(limits)).compose(new StringReader(text)));
        } catch (MarkedYAMLException e) {
            String line = e.getProblemMark() == null
                    ? ""
                    : ", line " + (e.getProblemMark().getLine() + 1);
            problems.add(path + line, "not YAML: " + String.valueOf(e.getProblem()));
        } catch (YAMLException e) {
            problems.add(
                    path.toString(),
                    "not YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        return Optional.empty();
    }

    private List<Given> values(Setting setting, Entry entry) {
        boolean many = setting.shape().kind() == Kind.MANY;
        List<Node> nodes =
                many && entry.value() instanceof SequenceNode sequence ? sequence.getValue() : List.of(entry.value());
        List<Given> values = new ArrayList<>();
        for (Node node : nodes) {
            String where = where(node) + ", " + setting.key();
            switch (node) {
                case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> {}
                case ScalarNode scalar -> values.add(Given.of(scalar.getValue(), where));
                case MappingNode mapping
                when setting == Setting.STORES -> store(mapping, where).ifPresent(values::add);
                default -> problems.add(where, "expected " + expected(setting, many) + ", found " + kind(node));
            }
        }
        return values;
    }

    private Optional<Given> store(MappingNode mapping, String where) {
        Optional<String> url = Optional.empty();
        List<Given.Option> options = new ArrayList<>();
        for (Entry entry : entries(mapping)) {
            if (!(entry.value() instanceof ScalarNode scalar)) {
                problems.add(
                        where(entry.value()) + ", stores",
                        "expected one value for '" + entry.key() + "', found " + kind(entry.value()));
            } else if (entry.key().equals(URL)) {
                url = Optional.of(scalar.getValue());
            } else if (!scalar.getTag().equals(Tag.NULL)) {
                options.add(new Given.Option(entry.key(), scalar.getValue(), where(scalar) + ", stores"));
            }
        }
        if (url.isEmpty()) {
            problems.add(where, "a store written as a mapping needs the key 'url'");
        }
        return url.map(text -> new Given(text, where, options));
    }

    private record Entry(Node keyNode, String key, Node value) {}

    private List<Entry> entries(MappingNode mapping) {
        List<Entry> entries = new ArrayList<>();
        Map<String, Node> seen = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(where(tuple.getKeyNode()), "expected a key, found " + kind(tuple.getKeyNode()));
                continue;
            }
            Node first = seen.putIfAbsent(key.getValue(), key);
            if (first != null) {
                problems.add(
                        where(key),
                        "'" + key.getValue() + "' stands here a second time, after line "
                                + (first.getStartMark().getLine() + 1));
                continue;
            }
            entries.add(new Entry(key, key.getValue(), tuple.getValueNode()));
        }
        return entries;
    }

    private static String expected(Setting setting, boolean many) {
        String stores = setting == Setting.STORES ? ", or mappings with 'url'" : "";
        return (many ? "one value or a list of values" : "one value") + stores;
    }

    private String where(Node node) {
        return path + ", line " + (node.getStartMark().getLine() + 1);
    }

    private static String kind(Node node) {
        return switch (node) {
            case MappingNode _ -> "a mapping";
            case SequenceNode _ -> "a list";
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
            case ScalarNode scalar -> "'" + scalar.getValue() + "'";
            default -> "something else";
        };
    }

    private static List<String> keys() {
        return Arrays.stream(Setting.values())
                .filter(setting -> setting != Setting.CONFIG)
                .map(Setting::key)
                .toList();
    }
}
