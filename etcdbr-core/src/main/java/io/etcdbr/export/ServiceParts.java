package io.etcdbr.export;

import com.google.gson.JsonObject;
import io.etcdbr.resources.ObjectTree;

/** A service's addresses and node ports, but not that it is headless. */
final class ServiceParts {
    private ServiceParts() {}

    static void strip(JsonObject spec) {
        ObjectTree service = new ObjectTree(spec);
        if (!service.text("clusterIP").equals("None")) {
            spec.remove("clusterIP");
            spec.remove("clusterIPs");
        }
        spec.remove("healthCheckNodePort");
        service.objects("ports").forEach(port -> port.json().remove("nodePort"));
    }
}
