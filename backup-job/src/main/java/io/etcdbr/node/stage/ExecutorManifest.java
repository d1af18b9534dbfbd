package io.etcdbr.node.stage;

import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** The executor's static pod. */
final class ExecutorManifest {
    /** References of images, as Docker's distribution spells them; nothing that YAML could take for something else. */
    private static final Pattern IMAGE = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._:/@+-]{0,500}");

    private ExecutorManifest() {}

    static String of(RestoreId id, String node, String image) {
        if (!IMAGE.matcher(image).matches()) {
            throw PlanOnNode.refused("'" + image + "' is no name of an image", "Name it as the stager's pod does");
        }
        return ScriptText.plain("executor.yaml", Map.of("id", id.value(), "node", node, "image", image));
    }

    static Path path(PlanOnNode restore) throws IOException {
        return restore.root()
                .resolve(restore.self().staticPodPath())
                .resolve("etcdbr-" + restore.plan().id() + ".yaml");
    }
}
