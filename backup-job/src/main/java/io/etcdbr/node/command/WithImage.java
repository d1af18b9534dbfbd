package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.restore.plan.RestoreId;

/** What those verbs read that write the name of the image down. */
record WithImage(NodeOptions node, RestoreId id, String image) {

    static WithImage from(Settings settings, Invocation call) {
        if (!settings.isGiven(Setting.IMAGE)) {
            settings.problem(Setting.IMAGE, "no image is named; expected that of the pod in which this runs");
        }
        return new WithImage(
                NodeOptions.from(settings),
                NodeOptions.id(settings, call),
                settings.text(Setting.IMAGE).orElse("none"));
    }
}
