package io.etcdbr.kubectl.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.etcdbr.kubectl.cluster.KubeObject;
import org.junit.jupiter.api.Test;

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
