package io.etcdbr.restore.plan;

import java.util.List;

/** The four manifests of a control-plane node that a restore moves. */
public record StaticManifests(
        ManifestFile etcd, ManifestFile apiServer, ManifestFile controllerManager, ManifestFile scheduler) {
    public StaticManifests {
        Checks.distinct(
                "the manifest", List.of(etcd.path(), apiServer.path(), controllerManager.path(), scheduler.path()));
    }

    public List<ManifestFile> all() {
        return List.of(etcd, apiServer, controllerManager, scheduler);
    }
}
