package io.etcdbr.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of an etcd by the names of its flags, from wherever it takes them: a configuration file alone, if one is named; else
 * flags, and variables for what no flag says (etcd's {@code etcdmain/config.go}).
 *
 * @param where for messages
 */
record EtcdSettings(String where, Map<String, String> values) {
    private static final String VARIABLE = "ETCD_";
    private static final String CONFIG_FILE = "config-file";
    private static final Map<String, String> NESTED =
            Map.of("client-transport-security", "", "peer-transport-security", "peer-");

    /** Which file of the container it reads its settings from, if any. */
    static Optional<String> configFile(Container etcd) throws TopologyException {
        return etcd.flags()
                .value(CONFIG_FILE)
                .or(() -> Optional.ofNullable(etcd.variables().get(variable(CONFIG_FILE))));
    }

    static EtcdSettings of(Container etcd) throws TopologyException {
        Flags flags = etcd.flags();
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> flag : flags.values().entrySet()) {
            values.put(flag.getKey(), flag.getValue().getLast());
        }
        for (Map.Entry<String, String> variable : etcd.variables().entrySet()) {
            if (variable.getKey().startsWith(VARIABLE)) {
                values.putIfAbsent(flag(variable.getKey()), variable.getValue());
            }
        }
        for (String variable : etcd.variablesFromElsewhere()) {
            if (variable.startsWith(VARIABLE) && !values.containsKey(flag(variable))) {
                throw new TopologyException(
                        etcd.where(),
                        "the variable " + variable + " comes from 'valueFrom'; expected its value in the manifest");
            }
        }
        return new EtcdSettings(etcd.where(), values);
    }

    static EtcdSettings ofFile(String file, byte[] bytes) throws TopologyException {
        Yaml root = Yaml.parse(file, bytes);
        Map<String, String> values = new LinkedHashMap<>();
        for (String field : root.fields().keySet()) {
            String prefix = NESTED.get(field);
            if (prefix == null) {
                values.put(field, value(root, field));
                continue;
            }
            Optional<Yaml> nested = root.child(field);
            if (nested.isPresent()) {
                for (String part : nested.get().fields().keySet()) {
                    values.put(prefix + part, value(nested.get(), part));
                }
            }
        }
        return new EtcdSettings(file, values);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    List<String> list(String name) {
        return text(name).map(Texts::split).orElse(List.of());
    }

    boolean isOn(String name) {
        return text(name)
                .map(value -> List.of("true", "t", "1").contains(value.toLowerCase(Locale.ROOT)))
                .orElse(false);
    }

    /** Those that no etcd from 3.4 to 3.7 has. */
    List<String> unknown() {
        List<String> unknown = new ArrayList<>();
        for (String name : values.keySet()) {
            if (!EtcdFlagNames.known(name)) {
                unknown.add(name);
            }
        }
        return unknown;
    }

    /** Some lists may be written as such. */
    private static String value(Yaml yaml, String field) throws TopologyException {
        return yaml.isList(field)
                ? String.join(",", yaml.texts(field))
                : yaml.text(field).orElse("");
    }

    private static String variable(String flag) {
        return VARIABLE + flag.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String flag(String variable) {
        return variable.substring(VARIABLE.length()).replace('_', '-').toLowerCase(Locale.ROOT);
    }
}
