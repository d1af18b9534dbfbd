package io.etcdbr.node.command;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;

/** How to say it: for a person, unless a program asks for JSON. */
enum Form {
    TEXT,
    JSON;

    static Form from(Settings settings) {
        return settings.isGiven(Setting.OUTPUT)
                ? settings.choice(Setting.OUTPUT, Form.class).orElse(TEXT)
                : TEXT;
    }
}
