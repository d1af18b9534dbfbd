package io.etcdbr.manifests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An overlay with some components on the base, as an administrator would write it, and nothing else.
 *
 * @param distribution empty: kubeadm
 * @param distributionFirst or last, behind the others and the stores
 */
record Overlay(Optional<String> distribution, List<String> stores, List<String> others, boolean distributionFirst) {
    static final String TENANT = "tenant";

    static Overlay of(String distribution, String... stores) {
        return new Overlay(
                Optional.of(distribution).filter(name -> !name.equals("kubeadm")), List.of(stores), List.of(), true);
    }

    Overlay with(String... components) {
        return new Overlay(distribution, stores, List.of(components), distributionFirst);
    }

    /** With the same components, the last first. */
    Overlay reversed() {
        return new Overlay(distribution, stores.reversed(), others.reversed(), !distributionFirst);
    }

    /** kubeadm and every distribution that has a component. */
    static List<String> distributions() {
        return Stream.concat(Stream.of("kubeadm"), Manifests.foldersIn("components/distributions").stream())
                .toList();
    }

    static List<String> allStores() {
        return Manifests.foldersIn("components/stores");
    }

    /** Every distribution with every store. */
    static Stream<Overlay> combinations() {
        return distributions().stream()
                .flatMap(distribution -> allStores().stream().map(store -> of(distribution, store)));
    }

    boolean isHosted() {
        return distribution.filter("hosted"::equals).isPresent();
    }

    /** Whether a store is a directory that the backup's user alone can read. */
    boolean hasDirectories() {
        return stores.stream().anyMatch(List.of("nfs", "hostpath")::contains) || others.contains("metrics-textfile");
    }

    /** Writes its kustomization.yaml. Kustomize takes other folders only by relative paths. */
    Path write(Path folder) throws IOException {
        Path home = folder.toRealPath();
        List<List<String>> groups = List.of(
                distribution.stream().map(name -> "distributions/" + name).toList(),
                stores.stream().map(name -> "stores/" + name).toList(),
                others);
        List<String> components = (distributionFirst ? groups : groups.reversed())
                .stream().flatMap(List::stream).toList();
        StringBuilder text = new StringBuilder("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n");
        if (isHosted()) {
            text.append("namespace: ").append(TENANT).append('\n');
        }
        text.append("resources: [").append(relative(home, "base")).append("]\ncomponents:\n");
        components.forEach(name ->
                text.append("  - ").append(relative(home, "components/" + name)).append('\n'));
        Files.writeString(home.resolve("kustomization.yaml"), text);
        return home;
    }

    private static Path relative(Path home, String folder) {
        return home.relativize(Manifests.KUSTOMIZE.resolve(folder));
    }

    @Override
    public String toString() {
        return distribution.orElse("kubeadm") + " with " + String.join(" and ", stores)
                + (others.isEmpty() ? "" : " and " + String.join(" and ", others))
                + (distributionFirst ? "" : ", the last first");
    }
}
