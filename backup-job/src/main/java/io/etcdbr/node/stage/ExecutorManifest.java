package io.etcdbr.node.stage;

import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.nio.file.Files;
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

    /** For one whose plan is not open. */
    static Path path(HostRoot root, String node, RestoreFolder folder) throws IOException {
        RestorePlan plan = PlanCodec.decode(Files.readAllBytes(folder.plan()), "the plan " + folder.plan());
        return root.resolve(plan.participant(node).staticPodPath()).resolve("etcdbr-" + plan.id() + ".yaml");
    }

    static Path path(PlanOnNode restore) throws IOException {
        return restore.root()
                .resolve(restore.self().staticPodPath())
                .resolve("etcdbr-" + restore.plan().id() + ".yaml");
    }
}
