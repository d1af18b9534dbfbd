package io.etcdbr.kubectl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.kubectl.preflight.Loss;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is to be looked at of what reaches beyond etcd. */
class LookAtTest {
    private static Optional<Loss> differsIn(String resource) {
        return Optional.of(new Loss(
                List.of(new Loss.Resource(resource, 2, 1, 3)),
                2,
                1,
                3,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "services, Services of type LoadBalancer",
        "persistentvolumeclaims, PersistentVolumeClaims that were deleted",
        "volumeattachments.storage.k8s.io, VolumeAttachments made since",
        "mutatingwebhookconfigurations.admissionregistration.k8s.io, caBundles of webhooks",
        "validatingwebhookconfigurations.admissionregistration.k8s.io, caBundles of webhooks",
        "apiservices.apiregistration.k8s.io, caBundles of webhooks"
    })
    void whatReachesOutsideIsNamedWhereItDiffers(String resource, String line) {
        assertThat(LookAt.differences(differsIn(resource)))
                .singleElement()
                .asString()
                .startsWith(line)
                .endsWith("(2 made, 1 deleted, 3 changed since)");
    }

    @Test
    void whatIsKnownNotToDifferIsNotNamed() {
        assertThat(LookAt.differences(differsIn("configmaps"))).isEmpty();
    }

    @Test
    void allIsNamedWhereNothingWasCompared() {
        assertThat(LookAt.of(Optional.empty()).toString())
                .contains(
                        "Services of type LoadBalancer",
                        "PersistentVolumeClaims",
                        "VolumeAttachments",
                        "caBundles",
                        "default/kubernetes")
                .doesNotContain("made, ");
    }
}
