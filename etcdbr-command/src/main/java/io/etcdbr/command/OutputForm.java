package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;

/** How a verb says its result that has no table: a sentence, the backup's id, or an object. */
public enum OutputForm {
    TABLE,
    NAME,
    JSON;

    public static OutputForm of(Settings settings) {
        return settings.choice(Setting.OUTPUT, OutputForm.class).orElse(TABLE);
    }
}
