package io.etcdbr.node.stage;

import java.io.IOException;
import java.util.Map;

/** The script that starts this program on the node, where no API server answers. */
final class NodeWrapper {
    private NodeWrapper() {}

    static String of(PlanOnNode restore, String image) throws IOException {
        return ScriptText.of(
                "etcdbr-node.sh",
                Map.of(
                        "id", restore.plan().id().value(),
                        "node", restore.self().node(),
                        "image", image,
                        "folder", restore.root().onNode(restore.folder().path()),
                        "static_pods", restore.self().staticPodPath()));
    }
}
