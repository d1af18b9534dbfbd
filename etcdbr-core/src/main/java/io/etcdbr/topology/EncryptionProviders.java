package io.etcdbr.topology;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The names in an EncryptionConfiguration, by which values encrypted at rest say which key opens them. Secrets are not kept.
 *
 * @param keys each once, in the order of the file
 */
public record EncryptionProviders(List<Key> keys) {

    public EncryptionProviders {
        keys = List.copyOf(keys);
    }

    /**
     * @param provider {@code aescbc}, {@code aesgcm}, {@code secretbox}, {@code kms} or {@code identity}
     * @param name of the key, of {@code kms} the plugin's, of {@code identity} empty
     */
    public record Key(String provider, String name) {}

    /** @throws TopologyException if it is no EncryptionConfiguration */
    public static EncryptionProviders parse(String file, byte[] bytes) throws TopologyException {
        Yaml root = Yaml.parse(file, bytes);
        if (!root.text("kind").filter("EncryptionConfiguration"::equals).isPresent()) {
            throw new TopologyException(
                    root.where("kind"),
                    "expected kind EncryptionConfiguration, found "
                            + root.text("kind").orElse("none"));
        }
        Set<Key> keys = new LinkedHashSet<>();
        for (Yaml resource : root.children("resources")) {
            for (Yaml provider : resource.children("providers")) {
                for (String type : provider.fields().keySet()) {
                    keys.addAll(keys(type, provider));
                }
            }
        }
        return new EncryptionProviders(List.copyOf(keys));
    }

    private static List<Key> keys(String type, Yaml provider) throws TopologyException {
        List<Key> keys = new ArrayList<>();
        Optional<Yaml> settings = provider.child(type);
        if (type.equals("identity") || settings.isEmpty()) {
            return List.of(new Key(type, ""));
        }
        for (Yaml key : settings.get().children("keys")) {
            keys.add(new Key(type, key.required("name")));
        }
        if (type.equals("kms")) {
            keys.add(new Key(type, settings.get().required("name")));
        }
        return keys;
    }
}
