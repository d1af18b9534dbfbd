package io.etcdbr.kubectl.install;

import com.google.gson.JsonPrimitive;
import io.etcdbr.kubectl.operation.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An overlay as files: its kustomization and settings, and beside them the base and the components that they name. */
public final class Overlay {
    private static final String USUAL_NAMESPACE = "etcdbr-system";
    private static final long USUAL_DEADLINE = 3000;
    private static final int RUNS_LOOKED_AT = 200;

    private static final Map<String, String> USUAL_KEEP =
            keep("keep-within", "1d", "keep-daily", "14", "keep-weekly", "8");

    private final OverlayOptions options;

    public Overlay(OverlayOptions options) {
        this.options = options;
    }

    /** By their path in the folder. */
    public Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("kustomization.yaml", kustomization());
        files.put("settings.yaml", settings());
        files.putAll(Shipped.folder("base"));
        components().forEach(component -> files.putAll(Shipped.folder(component)));
        return files;
    }

    private List<String> components() {
        List<String> components = new ArrayList<>();
        options.distribution().component().ifPresent(components::add);
        options.stores().forEach(store -> components.add(store.component()));
        if (options.nodeFiles()) {
            options.distribution().nodeFiles().ifPresent(components::add);
        }
        return components;
    }

    private String kustomization() {
        StringBuilder text = new StringBuilder("""
                # Backups of etcd, as 'kubectl etcdbr install' wrote them down. Yours from now on: change it, keep it under version control.
                # base and components are those of etcdbr; what is particular to this cluster is here and in settings.yaml.
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                """);
        if (!options.namespace().equals(USUAL_NAMESPACE)) {
            text.append("namespace: ").append(options.namespace()).append('\n');
        }
        text.append("resources:\n  - base\ncomponents:\n");
        components().forEach(component -> text.append("  - ").append(component).append('\n'));
        text.append("""
                patches:
                  - path: settings.yaml
                    target:
                      kind: ConfigMap
                      name: etcdbr-config
                """);
        options.stores().forEach(store -> text.append(patch(store)));
        options.schedule().ifPresent(schedule -> text.append(schedule(schedule)));
        options.image().ifPresent(image -> text.append(image(image)));
        return text.toString();
    }

    private static String patch(OverlayStore store) {
        return switch (store) {
            case OverlayStore.S3 _, OverlayStore.Sftp _ ->
                store.files().map(SecretFiles::patch).orElse("");
            case OverlayStore.Nfs(String server, String path) -> """
                      - target:
                          kind: PersistentVolume
                          name: etcdbr-backups
                        patch: |-
                          apiVersion: v1
                          kind: PersistentVolume
                          metadata:
                            name: etcdbr-backups
                          spec:
                            nfs:
                              server: %s
                              path: %s
                    """.formatted(quoted(server), quoted(path));
            case OverlayStore.Directory(String path) ->
                path.equals(OverlayStore.Directory.USUAL) ? "" : """
                      - target:
                          kind: CronJob
                          labelSelector: app.kubernetes.io/name=etcdbr
                        patch: |-
                          apiVersion: batch/v1
                          kind: CronJob
                          metadata:
                            name: both
                          spec:
                            jobTemplate:
                              spec:
                                template:
                                  spec:
                                    volumes:
                                      - name: hostpath
                                        hostPath:
                                          path: %s
                                          type: DirectoryOrCreate
                    """.formatted(quoted(path));
        };
    }

    /** A run must end before the next begins, see the CronJob. */
    private String schedule(String schedule) {
        String zone = options.timeZone().orElse("Etc/UTC");
        long interval = interval(schedule, zone).toSeconds();
        return """
                  - target:
                      kind: CronJob
                      name: etcdbr-backup
                    patch: |-
                      - op: replace
                        path: /spec/schedule
                        value: %s
                      - op: replace
                        path: /spec/timeZone
                        value: %s
                      - op: replace
                        path: /spec/jobTemplate/spec/activeDeadlineSeconds
                        value: %d
                """.formatted(quoted(schedule), quoted(zone), Math.min(USUAL_DEADLINE, interval * 5 / 6));
    }

    /** The shortest time between two runs of the next ones. */
    private static Duration interval(String text, String zone) {
        Schedule schedule = Schedule.parse(text, zone).orElseThrow();
        Duration shortest = Duration.ofDays(366);
        Optional<Instant> run = schedule.next(Instant.now());
        for (int i = 0; i < RUNS_LOOKED_AT && run.isPresent(); i++) {
            Optional<Instant> next = schedule.next(run.get());
            if (next.isPresent()) {
                Duration between = Duration.between(run.get(), next.get());
                shortest = between.compareTo(shortest) < 0 ? between : shortest;
            }
            run = next;
        }
        return shortest;
    }

    private static String image(String image) {
        int colon = image.lastIndexOf(':');
        boolean tagged = colon > image.lastIndexOf('/');
        String name = tagged ? image.substring(0, colon) : image;
        return "images:\n  - name: etcdbr-job\n    newName: " + quoted(name) + "\n"
                + (tagged ? "    newTag: " + quoted(image.substring(colon + 1)) + "\n" : "");
    }

    private String settings() {
        StringBuilder text = new StringBuilder("""
                # What is particular to this cluster. docs/reference/configuration.md of etcdbr has every key of config.yaml.
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: etcdbr-config
                data:
                  config.yaml: |
                """);
        text.append("    cluster: ").append(options.cluster()).append('\n');
        text.append("    # age public keys. Empty: the backups are readable to whoever can read the store.\n");
        if (options.recipients().isEmpty()) {
            text.append("    recipients: []\n");
        } else {
            text.append("    recipients:\n");
            options.recipients()
                    .forEach(key -> text.append("      - ").append(key).append('\n'));
        }
        if (!options.endpoints().isEmpty() && options.distribution() != Distribution.HOSTED) {
            text.append("    endpoints:\n");
            options.endpoints()
                    .forEach(url -> text.append("      - ").append(quoted(url)).append('\n'));
        }
        text.append("    verify: best\n");
        (options.keep().isEmpty() ? USUAL_KEEP : options.keep())
                .forEach((key, value) -> text.append("    ")
                        .append(key)
                        .append(": ")
                        .append(value)
                        .append('\n'));
        options.timeZone()
                .ifPresent(zone -> text.append("    time-zone: ").append(zone).append('\n'));
        if (options.distribution() == Distribution.HOSTED
                && !options.endpoints().isEmpty()) {
            text.append("  endpoints: ")
                    .append(quoted(String.join(" ", options.endpoints())))
                    .append('\n');
        }
        for (OverlayStore store : options.stores()) {
            switch (store) {
                case OverlayStore.S3(String url) ->
                    text.append("  store-s3: ").append(quoted(url)).append('\n');
                case OverlayStore.Sftp(String url) ->
                    text.append("  store-sftp: ").append(quoted(url)).append('\n');
                case OverlayStore.Nfs _, OverlayStore.Directory _ -> {}
            }
        }
        return text.toString();
    }

    private static Map<String, String> keep(String... pairs) {
        Map<String, String> keep = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            keep.put(pairs[i], pairs[i + 1]);
        }
        return keep;
    }

    /** As in JSON, which YAML reads. */
    private static String quoted(String text) {
        return new JsonPrimitive(text).toString();
    }
}
