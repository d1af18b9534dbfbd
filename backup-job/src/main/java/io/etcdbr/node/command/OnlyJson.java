package io.etcdbr.node.command;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;

/** For what programs read and people only when something is wrong. */
final class OnlyJson {
    private OnlyJson() {}

    static void check(Settings settings) {
        if (settings.isGiven(Setting.OUTPUT)
                && !settings.text(Setting.OUTPUT).filter("json"::equals).isPresent()) {
            settings.problem(Setting.OUTPUT, "expected json, the only form here");
        }
    }
}
