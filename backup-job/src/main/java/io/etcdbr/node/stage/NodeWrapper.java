package io.etcdbr.node.stage;

import io.etcdbr.restore.plan.RestoreId;
import java.util.Map;

/** The script that starts this program on the node, where no API server answers. */
final class NodeWrapper {
    private NodeWrapper() {}

    static String of(RestoreId id, String node, String image) {
        return ScriptText.of("etcdbr-node.sh", Map.of("id", id.value(), "node", node, "image", image));
    }
}
