package io.etcdbr.config;

import io.etcdbr.config.SettingShape.Kind;
import io.etcdbr.spelling.Suggestion;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Settings from environment variables. */
final class Environment {
    static final String PREFIX = "ETCDBR_";

    /**
     * What kubelet adds for every Service of the pod's namespace: one called {@code etcdbr-metrics} makes {@code
     * ETCDBR_METRICS_SERVICE_HOST} and {@code ETCDBR_METRICS_PORT_9091_TCP_ADDR}, which nobody typed.
     */
    private static final Pattern OF_KUBERNETES_SERVICE =
            Pattern.compile(PREFIX + "(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_.+)?)?)");

    /** What begins so is for the launcher, the scripts and the tests. */
    private static final List<String> OTHERS = List.of(PREFIX + "JAVA", PREFIX + "JDK", PREFIX + "TEST_");

    private Environment() {}

    /** An empty variable counts as not set: manifests often leave one so. Lists are separated by white space. */
    static Map<Setting, List<Given>> read(Map<String, String> variables, Problems problems) {
        Map<Setting, List<Given>> given = new EnumMap<>(Setting.class);
        new TreeMap<>(variables).forEach((name, value) -> {
            if (!name.startsWith(PREFIX) || value.isBlank()) {
                return;
            }
            Optional<Setting> setting = Setting.ofVariable(name);
            if (setting.isPresent()) {
                given.put(setting.get(), values(setting.get(), name, value));
            } else if (!OF_KUBERNETES_SERVICE.matcher(name).matches()
                    && OTHERS.stream().noneMatch(name::startsWith)) {
                problems.add(name, "no setting has this variable" + Suggestion.didYouMean(name, known()));
            }
        });
        return given;
    }

    private static List<Given> values(Setting setting, String name, String value) {
        if (setting.shape().kind() != Kind.MANY) {
            return List.of(Given.of(value.strip(), name));
        }
        return Arrays.stream(value.strip().split("\\s+"))
                .map(part -> Given.of(part, name))
                .toList();
    }

    private static List<String> known() {
        return Arrays.stream(Setting.values()).map(Setting::variable).toList();
    }
}
