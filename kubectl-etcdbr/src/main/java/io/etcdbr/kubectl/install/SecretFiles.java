package io.etcdbr.kubectl.install;

import io.etcdbr.storage.StoreLocation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The files of the Secret that a store's component mounts at {@code /etc/etcdbr/NAME}.
 *
 * @param name of the store's component and of the volume; the Secret is called {@code etcdbr-NAME}
 * @param url of the store, whose options name the files
 */
record SecretFiles(String name, String url) {

    /** The command that makes the Secret with what the URL names; empty if it names nothing of it. */
    Optional<String> command(String namespace) {
        return keys().isEmpty()
                ? Optional.empty()
                : Optional.of(keys().stream()
                        .map(key -> key.equals("key") ? "key=id_ed25519" : key)
                        .collect(Collectors.joining(
                                " --from-file=",
                                "kubectl -n " + namespace + " create secret generic etcdbr-" + name + " --from-file=",
                                "")));
    }

    /** A patch for the overlay: a pod with a Secret that nobody makes would not start. */
    String patch() {
        return keys().isEmpty() ? """
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
                                  - name: %s
                                    secret:
                                      optional: true
                """.formatted(name) : "";
    }

    private List<String> keys() {
        String folder = "/etc/etcdbr/" + name + "/";
        return StoreLocation.parse(url).options().values().stream()
                .filter(value -> value.startsWith(folder))
                .map(value -> value.substring(folder.length()))
                .distinct()
                .sorted()
                .toList();
    }
}
