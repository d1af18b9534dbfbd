package io.etcdbr.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.resources.Resource.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageKeysTest {
    private final StorageKeys keys = new StorageKeys(ResourceTable.builtIn());

    @ParameterizedTest
    @CsvSource({
        "/registry/pods/kube-system/etcd-cp1, pods, kube-system, etcd-cp1",
        "/registry/services/specs/default/kubernetes, services, default, kubernetes",
        "/registry/services/endpoints/default/kubernetes, endpoints, default, kubernetes",
        "/registry/minions/cp1, nodes, '', cp1",
        "/registry/ingress/shop/web, ingresses.networking.k8s.io, shop, web",
        "/registry/clusterroles/system:node, clusterroles.rbac.authorization.k8s.io, '', system:node",
        "/registry/apiregistration.k8s.io/apiservices/v1., apiservices.apiregistration.k8s.io, '', v1.",
        "/registry/ranges/serviceips, ranges, '', serviceips",
    })
    void aKeyIsAnObjectAndBackAgain(String key, String resource, String namespace, String name) {
        assertThat(keys.read(key)).isInstanceOfSatisfying(StorageKey.OfObject.class, object -> {
            assertThat(object.resource().fullName()).isEqualTo(resource);
            assertThat(object.namespace()).isEqualTo(namespace);
            assertThat(object.name()).isEqualTo(name);
            assertThat(keys.key(object.resource(), object.namespace(), object.name()))
                    .isEqualTo(key);
            assertThat(key).startsWith(keys.directory(object.resource()));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "/registry/stable.example.com/crontabs/default/a, stable.example.com/crontabs",
        "/registry/stable.example.com/a, stable.example.com",
        "/registry/mystery/a/b/c/d, mystery",
        "/registry/mystery, mystery",
        "/registry/, ''",
        "/registry/pods, pods",
        "/registry/pods/, pods",
        "/registry/pods/name, pods",
        "/registry/pods//name, pods",
        "/registry/pods/ns/, pods",
        "/registry/pods/ns/name/more, pods",
        "/registry/minions/ns/name, minions",
        "/registry/services/other/ns/name, services",
    })
    void whatNoResourceClaimsIsNamedByItsPath(String key, String path) {
        assertThat(keys.read(key)).isEqualTo(new StorageKey.Unclaimed(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "compact_rev_key", "/registry", "/registryx/pods/a/b", "registry/pods/a/b"})
    void whatIsNotBelowThePrefixIsForeign(String key) {
        assertThat(keys.read(key)).isEqualTo(new StorageKey.Foreign());
    }

    @Test
    void thePrefixIsWhatStandsBeforeTheFirstNamespaces() {
        assertThat(StorageKeys.prefixOf(List.of("/a", "/kubernetes.io/namespaces/default")))
                .contains("/kubernetes.io");
        assertThat(StorageKeys.prefixOf(List.of("/k8s/namespaces/default", "/registry/namespaces/kube-system")))
                .contains("/registry");
        assertThat(StorageKeys.prefixOf(List.of("/backup/of/k8s/namespaces/default", "/k8s/namespaces/default")))
                .contains("/k8s");
        assertThat(StorageKeys.prefixOf(List.of("/registry/namespaces/other", "/pods/default")))
                .isEmpty();
        StorageKeys openshift = new StorageKeys("/kubernetes.io", ResourceTable.builtIn());
        assertThat(openshift.read("/kubernetes.io/secrets/a/b")).isInstanceOf(StorageKey.OfObject.class);
        assertThat(openshift.read("/openshift.io/builds/a/b")).isEqualTo(new StorageKey.Foreign());
    }

    @Test
    void eventsAreThoseOfTheCoreGroup() {
        assertThat(ResourceTable.builtIn().at("events").orElseThrow().fullName())
                .isEqualTo("events");
        assertThat(ResourceTable.builtIn()
                        .fullyNamed("events.events.k8s.io")
                        .orElseThrow()
                        .path())
                .isEqualTo("events");
    }

    @Test
    void theTableHasEveryNameOnceAndEveryNameIsWhole() {
        List<Resource> all = ResourceTable.builtIn().all();
        assertThat(all).hasSizeGreaterThan(60).extracting(Resource::fullName).doesNotHaveDuplicates();
        assertThat(all).allSatisfy(resource -> {
            assertThat(resource.versions()).isNotEmpty().isSortedAccordingTo(VersionOrder.PREFERRED_FIRST);
            assertThat(resource.singular()).isEqualToIgnoringCase(resource.kind());
        });
    }

    @Test
    void definitionsInTheSnapshotMakeResources() {
        CustomResourceDefinition definition =
                CustomResourceDefinition.of(json("""
                {"spec": {
                  "group": "stable.example.com", "scope": "Namespaced",
                  "names": {"plural": "crontabs", "kind": "CronTab", "shortNames": ["ct"], "categories": ["all"]},
                  "versions": [
                    {"name": "v1beta1", "served": true},
                    {"name": "v2", "served": false},
                    {"name": "v1", "served": true, "additionalPrinterColumns": [
                      {"name": "Spec", "type": "string", "jsonPath": ".spec.cronSpec"},
                      {"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp", "priority": 1}]}]}}
                """)).orElseThrow();

        assertThat(definition.resource())
                .isEqualTo(new Resource(
                        "stable.example.com",
                        List.of("v1", "v1beta1"),
                        "crontabs",
                        "crontab",
                        "CronTab",
                        List.of("ct"),
                        List.of("all"),
                        Scope.NAMESPACED,
                        "stable.example.com/crontabs"));
        assertThat(definition.columns())
                .containsExactly(
                        new PrinterColumn("Spec", "string", 0, ".spec.cronSpec"),
                        new PrinterColumn("Age", "date", 1, ".metadata.creationTimestamp"));
        StorageKeys extended = new StorageKeys(ResourceTable.builtIn().with(List.of(definition.resource())));
        assertThat(extended.read("/registry/stable.example.com/crontabs/default/a"))
                .isEqualTo(new StorageKey.OfObject(definition.resource(), "default", "a"));
        assertThat(definition.resource().objectName("a")).isEqualTo("crontab.stable.example.com/a");
    }

    @Test
    void oldDefinitionsHaveOneVersionAndColumnsOfAll() {
        CustomResourceDefinition definition =
                CustomResourceDefinition.of(json("""
                {"spec": {"group": "a.b", "version": "v1alpha1", "scope": "Cluster",
                  "names": {"plural": "foos", "kind": "Foo"},
                  "additionalPrinterColumns": [{"name": "X", "type": "integer", "JSONPath": ".x"}]},
                 "status": {"acceptedNames": {"plural": "foos", "singular": "fooo", "kind": "Foo"}}}
                """)).orElseThrow();

        assertThat(definition.resource().versions()).containsExactly("v1alpha1");
        assertThat(definition.resource().singular()).isEqualTo("fooo");
        assertThat(definition.resource().scope()).isEqualTo(Scope.CLUSTER);
        assertThat(definition.columns()).containsExactly(new PrinterColumn("X", "integer", 0, ".x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"spec\": 1}",
                "{\"spec\": {\"group\": \"a.b\", \"names\": [], \"versions\": [1, {}]}}",
                "{\"spec\": {\"group\": \"a.b\", \"names\": {\"plural\": \"p\", \"kind\": \"K\"}, \"versions\": [{\"name\": 3}]}}",
            })
    void whatIsNoDefinitionMakesNoResource(String object) {
        assertThat(CustomResourceDefinition.of(json(object))).isEmpty();
    }

    @Test
    void stableVersionsArePreferredAndHigherOnes() {
        assertThat(List.of(
                                "foo10",
                                "v3beta1",
                                "v12alpha1",
                                "v2",
                                "v11beta2",
                                "v10",
                                "v1",
                                "foo1",
                                "v10beta3",
                                "v11alpha2")
                        .stream()
                        .sorted(VersionOrder.PREFERRED_FIRST))
                .containsExactly(
                        "v10",
                        "v2",
                        "v1",
                        "v11beta2",
                        "v10beta3",
                        "v3beta1",
                        "v12alpha1",
                        "v11alpha2",
                        "foo1",
                        "foo10");
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
