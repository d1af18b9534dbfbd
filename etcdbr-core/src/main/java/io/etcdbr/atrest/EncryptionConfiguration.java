package io.etcdbr.atrest;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** The file that kube-apiserver takes as {@code --encryption-provider-config}, as far as it holds keys. */
final class EncryptionConfiguration {
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final String EXPECTED =
            "expected the EncryptionConfiguration that kube-apiserver takes as --encryption-provider-config";

    private final List<AtRestKey> keys = new ArrayList<>();

    private EncryptionConfiguration() {}

    static AtRestKeys parse(String yaml) {
        EncryptionConfiguration configuration = new EncryptionConfiguration();
        Map<?, ?> root = mapping(loaded(yaml), "");
        if (!"EncryptionConfiguration".equals(root.get("kind"))) {
            throw new IllegalArgumentException(EXPECTED + ", found the kind " + root.get("kind"));
        }
        int group = 0;
        for (Object resources : list(root.get("resources"), "resources")) {
            configuration.group(mapping(resources, "resources[" + group + "]"), "resources[" + group++ + "]");
        }
        return new AtRestKeys(configuration.keys);
    }

    private void group(Map<?, ?> resources, String place) {
        int at = 0;
        for (Object provider : list(resources.get("providers"), place + ".providers")) {
            String here = place + ".providers[" + at++ + "]";
            mapping(provider, here)
                    .forEach((name, settings) -> Provider.of(String.valueOf(name))
                            .ifPresent(known -> provider(known, settings, here + "." + name)));
        }
    }

    private void provider(Provider provider, @Nullable Object settings, String place) {
        int at = 0;
        for (Object key : list(mapping(settings, place).get("keys"), place + ".keys")) {
            String here = place + ".keys[" + at++ + "]";
            Map<?, ?> fields = mapping(key, here);
            if (!(fields.get("name") instanceof String name) || !(fields.get("secret") instanceof String secret)) {
                throw new IllegalArgumentException(EXPECTED + "; " + here + " has no name or no secret as text");
            }
            keys.add(new AtRestKey(provider, name, decoded(secret, provider, here)));
        }
    }

    private static byte[] decoded(String secret, Provider provider, String place) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(secret.strip());
        } catch (IllegalArgumentException e) {
            // Its message shows a character of the secret.
            throw new IllegalArgumentException(EXPECTED + "; " + place + ".secret is not Base64");
        }
        if (!provider.sizes().contains(bytes.length)) {
            throw new IllegalArgumentException(EXPECTED + "; " + place + ".secret has " + bytes.length + " bytes, not "
                    + String.join(
                            " or ",
                            provider.sizes().stream().map(String::valueOf).toList()));
        }
        return bytes;
    }

    private static @Nullable Object loaded(String yaml) {
        if (yaml.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException(EXPECTED + ", found " + yaml.length() + " characters");
        }
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        } catch (YAMLException e) {
            // Its message shows the line, and so perhaps a secret.
            String where = e instanceof MarkedYAMLException marked && marked.getProblemMark() != null
                    ? " from line " + (marked.getProblemMark().getLine() + 1) + " on"
                    : "";
            throw new IllegalArgumentException(EXPECTED + "; it is no YAML" + where);
        }
    }

    private static Map<?, ?> mapping(@Nullable Object value, String place) {
        if (value instanceof Map<?, ?> mapping) {
            return mapping;
        }
        throw new IllegalArgumentException(EXPECTED + "; " + (place.isEmpty() ? "it" : place) + " is no mapping");
    }

    private static List<?> list(@Nullable Object value, String place) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException(EXPECTED + "; " + place + " is no list");
    }
}
