package io.etcdbr.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.resources.ObjectArguments.Item;
import io.etcdbr.resources.Resource.Scope;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceNamesTest {
    private static final Resource CUSTOM_SERVICES = custom("services", "Service", List.of("ksvc", "po"));
    private static final Resource CRON_TABS = custom("crontabs", "CronTab", List.of("ct"));

    private final ResourceNames names =
            new ResourceNames(ResourceTable.builtIn().with(List.of(CUSTOM_SERVICES, CRON_TABS)));

    private static Resource custom(String plural, String kind, List<String> shortNames) {
        return new Resource(
                "stable.example.com",
                List.of("v1"),
                plural,
                kind.toLowerCase(Locale.ROOT),
                kind,
                shortNames,
                List.of("all"),
                Scope.NAMESPACED,
                "stable.example.com/" + plural);
    }

    @ParameterizedTest
    @CsvSource({
        "pods, pods",
        "pod, pods",
        "po, pods",
        "Pod, pods",
        "PODS, pods",
        "pods.v1., pods",
        "pods., pods",
        "pod.v1, pods",
        "deploy, deployments.apps",
        "deploy.apps, deployments.apps",
        "deployments.v1.apps, deployments.apps",
        "Deployment.v1.apps, deployments.apps",
        "ing, ingresses.networking.k8s.io",
        "ing.networking.k8s.io, ingresses.networking.k8s.io",
        "endpoints, endpoints",
        "ev, events",
        "events.events.k8s.io, events.events.k8s.io",
        "ev.v1.events.k8s.io, events.events.k8s.io",
        "crd, customresourcedefinitions.apiextensions.k8s.io",
        "services, services",
        "svc, services",
        "services.stable.example.com, services.stable.example.com",
        "services.v1.stable.example.com, services.stable.example.com",
        "ksvc, services.stable.example.com",
        "ct, crontabs.stable.example.com",
        "CronTab, crontabs.stable.example.com",
    })
    void aResourceHasManyNames(String typed, String fullName) {
        assertThat(names.find(typed)).extracting(Resource::fullName).containsExactly(fullName);
        assertThat(names.isCategory(typed)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo",
                "",
                ".",
                "pods.apps",
                "deployments.v7.apps",
                "pods.v1.apps",
                ".apps",
                "all.apps",
                "pods.v1.x.y"
            })
    void otherNamesMeanNothing(String typed) {
        assertThat(names.find(typed)).isEmpty();
    }

    @Test
    void categoriesReachOverBuiltInAndCustomResources() {
        assertThat(names.find("all"))
                .extracting(Resource::fullName)
                .containsExactly(
                        "pods",
                        "replicationcontrollers",
                        "services",
                        "daemonsets.apps",
                        "deployments.apps",
                        "replicasets.apps",
                        "statefulsets.apps",
                        "horizontalpodautoscalers.autoscaling",
                        "cronjobs.batch",
                        "jobs.batch",
                        "crontabs.stable.example.com",
                        "services.stable.example.com");
        assertThat(names.isCategory("all")).isTrue();
        assertThat(names.find("api-extensions")).hasSize(8);
    }

    @Test
    void mistypedNamesAreGuessed() {
        assertThat(names.didYouMean("depoyments")).isEqualTo("; did you mean 'deployments'?");
        assertThat(names.didYouMean("crontbas.stable.example.com"))
                .isEqualTo("; did you mean 'crontabs.stable.example.com'?");
        assertThat(names.didYouMean("xyzzy")).isEmpty();
    }

    @Test
    void argumentsAreTypesAndNames() {
        assertThat(ObjectArguments.parse(List.of("pods,svc")).items())
                .containsExactly(new Item("pods", Optional.empty()), new Item("svc", Optional.empty()));
        assertThat(ObjectArguments.parse(List.of("pods,svc", "a", "b")).items())
                .containsExactly(
                        new Item("pods", Optional.of("a")),
                        new Item("pods", Optional.of("b")),
                        new Item("svc", Optional.of("a")),
                        new Item("svc", Optional.of("b")));
        assertThat(ObjectArguments.parse(List.of("pod/a", "svc/b")).items())
                .containsExactly(new Item("pod", Optional.of("a")), new Item("svc", Optional.of("b")));
        assertThat(ObjectArguments.parse(List.of("pods")).named()).isFalse();
        assertThat(ObjectArguments.parse(List.of("pods", "a")).named()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', no resource is named",
        "pods/a b, expected TYPE/NAME as in the other arguments",
        "a pods/b, expected TYPE/NAME as in the other arguments",
        "pods/, expected TYPE/NAME with one type and one name",
        "/x, expected TYPE/NAME with one type and one name",
        "pods/a/log, expected TYPE/NAME with one type and one name",
        "'pods,', expected resources between the commas",
        "',', expected resources between the commas",
    })
    void otherArgumentsAreRefused(String arguments, String message) {
        List<String> list = arguments.isEmpty() ? List.of() : List.of(arguments.split(" "));
        assertThatThrownBy(() -> ObjectArguments.parse(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void anEmptyNameIsRefused() {
        assertThatThrownBy(() -> ObjectArguments.parse(List.of("pods", ""))).hasMessageStartingWith("a name is empty");
    }
}
