package io.etcdbr.kubectl.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.etcdbr.kubectl.cluster.KubeObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {
    private static final String CRON_JOB = """
            {"metadata":{"name":"etcdbr-backup","uid":"u1"},"spec":{"jobTemplate":{"spec":{"template":{"spec":{
              "restartPolicy":"Never","priorityClassName":"etcdbr",
              "containers":[{"name":"etcdbr","image":"etcdbr-job:1","resources":{"limits":{"memory":"256Mi"}},
                "env":[{"name":"STORE_S3","valueFrom":{"configMapKeyRef":{"name":"c","key":"store-s3"}}}],
                "args":["backup","--store=$(STORE_S3)","--store","file:///b"]}]}}}}}}""";

    private final KubeObject pod = new KubeObject(Session.manifest(new Installation(
            "ns", new KubeObject(JsonParser.parseString(CRON_JOB).getAsJsonObject()))));

    @Test
    void storesThatStandAsVariablesOnTheCommandLineAreReplacedByKubernetes() {
        assertThat(pod.parts("spec", "containers").getFirst().parts("env"))
                .hasSize(2)
                .last()
                .satisfies(variable -> assertThat(variable.text("name")).contains("ETCDBR_STORES"))
                .satisfies(variable -> assertThat(variable.text("value")).contains("$(STORE_S3) file:///b"));
    }

    @Test
    void thePodGoesWithTheCronJobAndAfterADeadline() {
        assertThat(pod.parts("metadata", "ownerReferences").getFirst().text("uid"))
                .contains("u1");
        assertThat(pod.number("spec", "activeDeadlineSeconds")).hasValue(21_600);
        assertThat(pod.text("metadata", "labels", "app.kubernetes.io/component"))
                .contains("session");
        assertThat(pod.parts("spec", "containers").getFirst().tree().get("args").toString())
                .isEqualTo("[\"wait\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "256Mi, 512Mi",
        "128Mi, 512Mi",
        "300Mi, 600Mi",
        "1Gi, 2048Mi",
        "1.5Gi, 3072Mi",
        "1G, 1908Mi",
        "1e9, 1908Mi",
        "314572800, 600Mi",
        "314572800000m, 600Mi",
        "1Ei, 2199023255552Mi",
        "plenty, plenty"
    })
    void twoProgramsHaveTwiceTheMemoryOfOneAndNeverLessThanWasRequested(String limit, String ofPod) {
        KubeObject resources =
                memory("\"requests\":{\"memory\":\"" + limit + "\"},\"limits\":{\"memory\":\"" + limit + "\"}");

        assertThat(resources.text("limits", "memory")).contains(ofPod);
        assertThat(resources.text("requests", "memory")).contains(limit);
    }

    @Test
    void withoutALimitOnTheCronJobThePodHasNone() {
        assertThat(memory("\"requests\":{\"memory\":\"1Gi\"}").text("limits", "memory"))
                .isEmpty();
    }

    private static KubeObject memory(String resources) {
        String cronJob = CRON_JOB.replace("\"limits\":{\"memory\":\"256Mi\"}", resources);
        return new KubeObject(Session.manifest(new Installation(
                        "ns", new KubeObject(JsonParser.parseString(cronJob).getAsJsonObject()))))
                .parts("spec", "containers")
                .getFirst()
                .part("resources");
    }

    @Test
    void onlyDeadProcessesOfThisMachineAreGone() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        String here = Maker.here();

        assertThat(Maker.isGone(here)).isFalse();
        assertThat(Maker.isGone(here.replaceFirst("/.*", "/" + dead.pid() + "/1")))
                .isTrue();
        assertThat(Maker.isGone("0000000000000000/" + dead.pid() + "/1")).isFalse();
        assertThat(Maker.isGone("nonsense")).isFalse();
    }
}
