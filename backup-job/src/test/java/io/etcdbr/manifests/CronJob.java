package io.etcdbr.manifests;

import io.etcdbr.command.CommandLineReader;
import io.etcdbr.command.CommandLineReader.Request;
import io.etcdbr.config.RetentionSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.job.JobMain;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoreOption;
import io.etcdbr.storage.providers.StoreProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One CronJob, read as Kubernetes reads it and then as the program does.
 *
 * @param manifests with the ConfigMap that it names
 */
record CronJob(KubeObject object, Manifests manifests) {
    /** What {@code spec.nodeName} gives. */
    static final String NODE = "cp1";

    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z0-9_]+)\\)");
    private static final Path CONFIG = Path.of("/etc/etcdbr/config.yaml");

    KubeObject spec() {
        return object.at("spec");
    }

    KubeObject jobSpec() {
        return object.at("spec", "jobTemplate", "spec");
    }

    KubeObject podTemplate() {
        return jobSpec().at("template");
    }

    KubeObject pod() {
        return podTemplate().at("spec");
    }

    KubeObject container() {
        return pod().list("containers").getFirst();
    }

    /** A field of the container's security context, or else of the pod's. */
    Optional<String> security(String field) {
        return container()
                .at("securityContext")
                .find(field)
                .or(() -> pod().at("securityContext").find(field));
    }

    KubeObject volume(String name) {
        List<KubeObject> found = pod().list("volumes").stream()
                .filter(volume -> volume.text("name").equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("expected one volume " + name + ", found " + found.size());
        }
        return found.getFirst();
    }

    /** The mount that a path of the container is on. */
    Optional<KubeObject> mountOf(Path path) {
        return container().list("volumeMounts").stream()
                .filter(mount -> path.startsWith(mount.text("mountPath")))
                .reduce((a, b) ->
                        a.text("mountPath").length() > b.text("mountPath").length() ? a : b);
    }

    /** The environment as the container sees it: a reference counts only to a variable that stands before. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (KubeObject variable : container().list("env")) {
            environment.put(variable.text("name"), value(variable, environment));
        }
        return environment;
    }

    List<String> arguments() {
        Map<String, String> environment = environment();
        return container().texts("args").stream()
                .map(argument -> expand(argument, environment))
                .toList();
    }

    /** What the program makes of it. */
    Understood understood(Path folder) throws IOException {
        Path config = folder.resolve(object.name() + ".yaml");
        KubeObject mounted = volume(mountOf(CONFIG).orElseThrow().text("name"));
        Files.writeString(
                config,
                manifests
                        .one("ConfigMap", mounted.at("configMap").text("name"))
                        .at("data")
                        .text("config.yaml"));
        Map<String, String> environment = environment();
        environment.put(Setting.CONFIG.variable(), config.toString());
        String[] arguments = arguments().toArray(String[]::new);
        return switch (new CommandLineReader(JobMain.program(), () -> 0).read(arguments)) {
            case Request.Help _ -> throw new AssertionError("the job asks for help");
            case Request.Mistake(String problem) -> throw new AssertionError(problem);
            case Request.Call call ->
                new Understood(
                        call,
                        Settings.merge(
                                call.flags(), environment, StoreProviders.all().optionsByScheme(), call.mistakes()));
        };
    }

    /** A call of the program with all its settings, from flags, variables and the file. */
    record Understood(Request.Call call, Settings settings) {
        private static final Pattern IS_PATH = Pattern.compile("FILE.*|DIR|PATH");

        List<StoreLocation> stores() {
            return settings.stores();
        }

        /** Everything wrong with the settings that can be told without the files they name. */
        List<String> problems() {
            settings.stores();
            RetentionSettings.from(settings);
            return settings.problems();
        }

        /** Every path of the container that a setting or a store names, defaults among them. */
        List<Path> paths() {
            List<Path> paths = new ArrayList<>();
            for (Setting setting : call.verb().settings()) {
                if (IS_PATH.matcher(setting.shape().form()).matches() && setting != Setting.TERMINATION_LOG) {
                    paths.addAll(settings.paths(setting));
                }
            }
            for (StoreLocation store : settings.stores()) {
                if (store.scheme().equals("file")) {
                    paths.add(Path.of(store.path()));
                }
                for (StoreOption option :
                        StoreProviders.all().optionsByScheme().getOrDefault(store.scheme(), List.of())) {
                    if (option.form().equals("FILE")) {
                        store.option(option.name()).map(Path::of).ifPresent(paths::add);
                    }
                }
            }
            return paths;
        }
    }

    private String value(KubeObject variable, Map<String, String> environment) {
        KubeObject source = variable.at("valueFrom");
        if (source.has("configMapKeyRef")) {
            KubeObject reference = source.at("configMapKeyRef");
            return manifests.one("ConfigMap", reference.text("name")).at("data").text(reference.text("key"));
        }
        if (source.has("fieldRef")) {
            if (source.at("fieldRef").text("fieldPath").equals("spec.nodeName")) {
                return NODE;
            }
            throw new AssertionError("no test knows the field of " + variable);
        }
        return expand(variable.text("value"), environment);
    }

    private static String expand(String text, Map<String, String> environment) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        Optional.ofNullable(environment.get(match.group(1))).orElseGet(match::group)));
    }
}
