package io.etcdbr.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.resources.Resource;
import io.etcdbr.resources.ResourceTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the schema against the resources: whatever is neither decoded nor named here was forgotten. */
class KnownVersionsTest {

    /** Those that API servers never store in protobuf. */
    private static final List<String> JSON =
            List.of("apiregistration.k8s.io/v1 APIService", "apiregistration.k8s.io/v1beta1 APIService");

    /** Those that neither the official client nor a running API server has any more, or has yet. */
    private static final List<String> UNKNOWN = List.of(
            "admissionregistration.k8s.io/v1alpha1 ValidatingAdmissionPolicy",
            "admissionregistration.k8s.io/v1alpha1 ValidatingAdmissionPolicyBinding",
            "certificates.k8s.io/v1 ClusterTrustBundle",
            "certificates.k8s.io/v1 PodCertificateRequest",
            "certificates.k8s.io/v1alpha1 PodCertificateRequest",
            "coordination.k8s.io/v1alpha1 LeaseCandidate",
            "coordination.k8s.io/v1beta1 Lease",
            "discovery.k8s.io/v1beta1 EndpointSlice",
            "events.k8s.io/v1beta1 Event",
            "flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema",
            "flowcontrol.apiserver.k8s.io/v1beta1 PriorityLevelConfiguration",
            "flowcontrol.apiserver.k8s.io/v1beta2 FlowSchema",
            "flowcontrol.apiserver.k8s.io/v1beta2 PriorityLevelConfiguration",
            "flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema",
            "flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration",
            "networking.k8s.io/v1alpha1 IPAddress",
            "networking.k8s.io/v1alpha1 ServiceCIDR",
            "networking.k8s.io/v1beta1 Ingress",
            "networking.k8s.io/v1beta1 IngressClass",
            "node.k8s.io/v1alpha1 RuntimeClass",
            "node.k8s.io/v1beta1 RuntimeClass",
            "policy/v1beta1 PodSecurityPolicy",
            "resource.k8s.io/v1alpha3 DeviceClass",
            "resource.k8s.io/v1alpha3 ResourceClaim",
            "resource.k8s.io/v1alpha3 ResourceClaimTemplate",
            "resource.k8s.io/v1alpha3 ResourceSlice",
            "scheduling.k8s.io/v1beta1 PriorityClass",
            "storage.k8s.io/v1alpha1 CSIStorageCapacity",
            "storage.k8s.io/v1alpha1 VolumeAttributesClass",
            "storagemigration.k8s.io/v1alpha1 StorageVersionMigration");

    @Test
    void eachVersionOfEachResourceIsDecodedOrNamedHere() {
        Schema schema = Schema.builtIn();
        List<String> missing = new ArrayList<>();
        for (Resource resource : ResourceTable.builtIn().all()) {
            for (String version : resource.versions()) {
                String apiVersion = resource.group().isEmpty() ? version : resource.group() + "/" + version;
                TypeMeta type = new TypeMeta(apiVersion, resource.kind());
                if (schema.kind(type).isEmpty() && !JSON.contains(type.toString())) {
                    missing.add(type.toString());
                }
            }
        }

        assertThat(missing).containsExactlyInAnyOrderElementsOf(UNKNOWN);
    }
}
