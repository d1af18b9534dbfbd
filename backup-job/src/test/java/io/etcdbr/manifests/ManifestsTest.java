package io.etcdbr.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.config.Setting;
import io.etcdbr.manifests.CronJob.Understood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files as they lie there; what kustomize makes of them is in {@link CombinationsIT}. */
class ManifestsTest {
    private static final Pattern VARIABLE = Pattern.compile("\\bETCDBR_[A-Z_]+\\b");

    private final Manifests base = Manifests.base();

    @TempDir
    private Path folder;

    @Test
    void everyFileHoldsOneObjectIsNamedForItAndIsApplied() throws IOException {
        List<String> applied = KubeObject.parse(Manifests.read(Manifests.SOURCE.resolve("kustomization.yaml")))
                .getFirst()
                .texts("resources");
        assertThat(namesIn(Manifests.SOURCE))
                .filteredOn(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml"))
                .containsExactlyInAnyOrderElementsOf(applied);
        int number = 0;
        for (String file : applied) {
            List<KubeObject> objects = KubeObject.parse(Manifests.read(Manifests.SOURCE.resolve(file)));
            assertThat(objects).as(file).hasSize(1);
            KubeObject object = objects.getFirst();
            assertThat(file).isEqualTo("%02d.%s.%s.yaml".formatted(++number, object.kind(), object.name()));
            assertThat(object.at("metadata", "labels").text("app.kubernetes.io/name"))
                    .isEqualTo("etcdbr");
        }
    }

    @Test
    void theBaseOfTheOverlaysIsTheFolderOfManifests() throws IOException {
        assertThat(Files.readSymbolicLink(Manifests.KUSTOMIZE.resolve("base"))).isEqualTo(Path.of("../manifests"));
    }

    @Test
    void noSecretIsAppliedAndTheExampleIsAPlaceholder() {
        assertThat(base.all("Secret")).isEmpty();
        KubeObject example = KubeObject.parse(
                        Manifests.read(Manifests.SOURCE.resolve("90.Secret.etcdbr-s3.yaml.example")))
                .getFirst();
        assertThat(example.at("stringData").fields().values()).allMatch("REPLACE-ME"::equals);
    }

    @Test
    void theJobsWithoutAStoreLackOnlyAStore() throws IOException {
        for (CronJob job : base.cronJobs()) {
            Understood understood = job.understood(folder);
            assertThat(understood.problems()).singleElement().asString().contains("no store is named");
        }
    }

    @Test
    void theJobNeedsNothingOfTheApi() {
        assertThat(base.all("ServiceAccount"))
                .hasSize(2)
                .allSatisfy(account ->
                        assertThat(account.text("automountServiceAccountToken")).isEqualTo("false"));
        assertThat(base.objects()).noneMatch(object -> object.kind().endsWith("RoleBinding"));
    }

    @Test
    void theBackupTakesAControlPlaneNodeOfEitherGenerationOfLabelsAndTaints() {
        KubeObject pod = base.backup().pod();
        assertThat(pod.at("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
                        .list("nodeSelectorTerms"))
                .extracting(term -> term.list("matchExpressions").getFirst().text("key"))
                .containsExactly("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master");
        assertThat(pod.list("tolerations"))
                .extracting(toleration -> toleration.text("key"))
                .contains("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master");
        assertThat(pod.list("tolerations"))
                .filteredOn(toleration -> toleration.has("tolerationSeconds"))
                .extracting(toleration -> toleration.text("key"))
                .containsExactly("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
        assertThat(pod.text("hostNetwork")).isEqualTo("true");
        assertThat(pod.text("dnsPolicy")).isEqualTo("Default");
    }

    @Test
    void theBackupIsRootWithoutCapabilitiesAndVerifyIsNobody() {
        assertThat(base.backup().security("runAsUser")).contains("0");
        assertThat(base.backup()
                        .container()
                        .at("securityContext", "capabilities")
                        .has("add"))
                .isFalse();
        assertThat(base.verify().security("runAsUser")).contains("65532");
        assertThat(base.verify().security("runAsNonRoot")).contains("true");
        assertThat(base.verify().pod().has("hostNetwork")).isFalse();
    }

    @Test
    void podsOfTheNamespaceMayUseTheHost() {
        assertThat(base.one("Namespace", "etcdbr-system")
                        .at("metadata", "labels")
                        .text("pod-security.kubernetes.io/enforce"))
                .isEqualTo("privileged");
    }

    @Test
    void viewersChangeNothingAndNobodyReadsSecrets() {
        Set<String> viewer = rights("etcdbr-viewer");
        Set<String> operator = rights("etcdbr-operator");
        assertThat(viewer).allMatch(right -> right.matches("(get|list|watch) .*"));
        assertThat(operator).containsAll(viewer);
        operator.removeAll(viewer);
        assertThat(operator)
                .containsExactlyInAnyOrder(
                        "create batch/jobs",
                        "delete batch/jobs",
                        "create /pods",
                        "delete /pods",
                        "get /pods/exec",
                        "create /pods/exec");
        assertThat(viewer).noneMatch(right -> right.contains("secrets") || right.contains("*"));
    }

    @Test
    void whoRestoresMakesPodsAndNothingElse() {
        assertThat(rights("etcdbr-restorer"))
                .containsExactlyInAnyOrder(
                        "get batch/cronjobs",
                        "list batch/cronjobs",
                        "get /pods",
                        "list /pods",
                        "create /pods",
                        "delete /pods",
                        "list /events",
                        "get /pods/exec",
                        "create /pods/exec");
        assertThat(base.one("ClusterRole", "etcdbr-restorer").list("rules"))
                .extracting(rule -> rule.texts("resources") + " " + rule.texts("verbs"))
                .containsExactly("[nodes] [get, list]", "[namespaces] [get]");
    }

    @Test
    void everyVariableThatAComponentSetsIsASetting() throws IOException {
        Set<String> known =
                Arrays.stream(Setting.values()).map(Setting::variable).collect(Collectors.toSet());
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Manifests.KUSTOMIZE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                VARIABLE.matcher(Manifests.read(file)).results().forEach(match -> used.add(match.group()));
            }
        }
        assertThat(used).isNotEmpty();
        assertThat(known).containsAll(used);
    }

    private Set<String> rights(String role) {
        Set<String> rights = new TreeSet<>();
        for (KubeObject rule : base.one("Role", role).list("rules")) {
            for (String group : rule.texts("apiGroups")) {
                for (String resource : rule.texts("resources")) {
                    rule.texts("verbs").forEach(verb -> rights.add(verb + " " + group + "/" + resource));
                }
            }
        }
        return rights;
    }

    private static List<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
