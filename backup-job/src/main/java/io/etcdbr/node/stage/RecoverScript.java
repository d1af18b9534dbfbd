package io.etcdbr.node.stage;

import io.etcdbr.restore.Staged;
import io.etcdbr.restore.plan.Participant;
import java.io.IOException;
import java.util.Map;

/** The script that brings the old cluster back by hand, without etcdbr: with the paths of this node and the inodes of its data. */
final class RecoverScript {
    private RecoverScript() {}

    static String of(PlanOnNode restore, Staged staged) throws IOException {
        Participant self = restore.self();
        return ScriptText.of(
                "RECOVER.sh",
                Map.ofEntries(
                        Map.entry("id", restore.plan().id().value()),
                        Map.entry("node", self.node()),
                        Map.entry(
                                "folder", restore.root().onNode(restore.folder().path())),
                        Map.entry(
                                "data_dir", restore.root().onNode(restore.data().directory())),
                        Map.entry(
                                "wal_dir",
                                restore.wal().isPresent()
                                        ? restore.root()
                                                .onNode(restore.wal().get().directory())
                                        : ""),
                        Map.entry("static_pods", self.staticPodPath()),
                        Map.entry("old_inode", Long.toString(staged.oldMember())),
                        Map.entry("new_inode", Long.toString(staged.newMember())),
                        Map.entry("secure_port", Integer.toString(self.securePort())),
                        Map.entry("etcd_manifest", self.manifests().etcd().name()),
                        Map.entry(
                                "etcd_sha256", self.manifests().etcd().sha256().hex()),
                        Map.entry("api_manifest", self.manifests().apiServer().name()),
                        Map.entry(
                                "api_sha256",
                                self.manifests().apiServer().sha256().hex()),
                        Map.entry(
                                "controllers_manifest",
                                self.manifests().controllerManager().name()),
                        Map.entry(
                                "controllers_sha256",
                                self.manifests().controllerManager().sha256().hex()),
                        Map.entry(
                                "scheduler_manifest",
                                self.manifests().scheduler().name()),
                        Map.entry(
                                "scheduler_sha256",
                                self.manifests().scheduler().sha256().hex())));
    }
}
