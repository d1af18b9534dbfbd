package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * Another verb with all the time to end after a signal: what takes too long is ended by force, and where tests run the program in their own
 * process that would be the end of all of them, without a word.
 */
record PatientVerb(Verb verb) implements Verb {
    @Override
    public String name() {
        return verb.name();
    }

    @Override
    public String summary() {
        return verb.summary();
    }

    @Override
    public List<String> description() {
        return verb.description();
    }

    @Override
    public List<String> examples() {
        return verb.examples();
    }

    @Override
    public List<Setting> settings() {
        return verb.settings();
    }

    @Override
    public List<Setting> onlyTyped() {
        return verb.onlyTyped();
    }

    @Override
    public String meaning(Setting setting) {
        return verb.meaning(setting);
    }

    @Override
    public List<Argument> arguments() {
        return verb.arguments();
    }

    @Override
    public Duration patience() {
        return Duration.ofHours(1);
    }

    @Override
    public Outcome run(Invocation call) {
        return verb.run(call);
    }
}
