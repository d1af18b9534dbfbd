package io.etcdbr.kubectl.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.cluster.KubeObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodTroubleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "services have not yet been read at least once, cannot construct envvars",
                "failed to sync configmap cache: timed out waiting for the condition"
            })
    void aKubeletThatHasJustBegunIsWaitedFor(String message) {
        KubeObject pod = waiting("CreateContainerConfigError", message);

        assertThat(PodTrouble.lasting(pod)).isEmpty();
        assertThat(PodTrouble.passing(pod)).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "CreateContainerConfigError, secret \"etcdbr-s3\" not found",
        "ErrImageNeverPull, Container image \"etcdbr-job:1\" is not present with pull policy of Never"
    })
    void whatStaysIsToldAtOnce(String reason, String message) {
        assertThat(PodTrouble.lasting(waiting(reason, message))).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo(ExitCode.KUBERNETES_MISSING);
            assertThat(failure.problem()).contains(message);
        });
    }

    private static KubeObject waiting(String reason, String message) {
        JsonObject waiting = new JsonObject();
        waiting.addProperty("reason", reason);
        waiting.addProperty("message", message);
        return new KubeObject(JsonParser.parseString("""
                {"metadata":{"name":"p"},"spec":{"nodeName":"cp1"},"status":{"phase":"Pending",
                  "containerStatuses":[{"state":{"waiting":%s}}]}}""".formatted(waiting)).getAsJsonObject());
    }
}
