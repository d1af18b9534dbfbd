package io.etcdbr.topology;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What of kubelet's settings matters to a restore.
 *
 * @param staticPodPath the folder of the manifests, without superfluous slashes; empty if kubelet runs none
 * @param evictionHard by signal, such as {@code nodefs.available}: a quantity or a percentage
 */
public record KubeletSettings(Optional<String> staticPodPath, Map<String, String> evictionHard) {
    /** kubelet's own (its {@code pkg/kubelet/apis/config/v1beta1/defaults_linux.go}), in force where nothing is said. */
    private static final Map<String, String> DEFAULT_EVICTION = Map.of(
            "memory.available", "100Mi",
            "nodefs.available", "10%",
            "nodefs.inodesFree", "5%",
            "imagefs.available", "15%",
            "imagefs.inodesFree", "5%");

    public KubeletSettings {
        evictionHard = Collections.unmodifiableMap(new TreeMap<>(evictionHard));
    }

    /** Where the flags of a running kubelet say that more is written. */
    public record Files(Optional<String> config, Optional<String> dropInFolder) {

        public static Files of(List<String> arguments) throws TopologyException {
            Flags flags = flags(arguments);
            return new Files(flags.value("config"), flags.value("config-dir"));
        }
    }

    /** A file with a KubeletConfiguration. */
    public record ConfigFile(String name, byte[] bytes) {}

    /**
     * @param arguments of the running kubelet, without its name; they beat files
     * @param files the configuration file, then the drop-ins in the order of their names; later ones beat earlier ones
     * @throws TopologyException if one of them cannot be understood
     */
    public static KubeletSettings of(List<String> arguments, List<ConfigFile> files) throws TopologyException {
        Optional<String> path = Optional.empty();
        Optional<Map<String, String>> eviction = Optional.empty();
        for (ConfigFile file : files) {
            Yaml root = Yaml.parse(file.name, file.bytes);
            Optional<String> named = root.text("staticPodPath").filter(text -> !text.isEmpty());
            path = named.isPresent() ? named : path;
            Optional<Yaml> hard = root.child("evictionHard");
            if (hard.isPresent()) {
                Map<String, String> thresholds = new LinkedHashMap<>();
                for (String signal : hard.get().fields().keySet()) {
                    thresholds.put(signal, hard.get().required(signal));
                }
                eviction = Optional.of(thresholds);
            }
        }
        Flags flags = flags(arguments);
        Optional<String> flagged = flags.value("pod-manifest-path");
        return new KubeletSettings(
                (flagged.isPresent() ? flagged : path).map(KubeletSettings::clean), eviction(flags, eviction));
    }

    /** Kubelet does not mind a slash at the end, or two. */
    private static String clean(String path) {
        return path.replaceAll("/{2,}", "/").replaceFirst("(?<=.)/$", "");
    }

    private static Map<String, String> eviction(Flags flags, Optional<Map<String, String>> configured) {
        List<String> given = flags.list("eviction-hard");
        if (given.isEmpty()) {
            return configured.orElse(DEFAULT_EVICTION);
        }
        Map<String, String> thresholds = new LinkedHashMap<>();
        for (String threshold : given) {
            int at = threshold.indexOf('<');
            if (at > 0) {
                thresholds.put(threshold.substring(0, at), threshold.substring(at + 1));
            }
        }
        return thresholds;
    }

    private static Flags flags(List<String> arguments) throws TopologyException {
        return Flags.parse("the arguments of kubelet", arguments);
    }
}
