package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.storage.GivingUp;
import java.time.Duration;
import java.util.List;

/** What the program can be asked to do. */
public interface Verb {

    String name();

    /** One line for the list of commands; begins in upper case, no full stop. */
    String summary();

    /** Paragraphs for the verb's own help. */
    List<String> description();

    /** A command line to copy, with its meaning. */
    List<String> examples();

    /** Which settings it reads, besides those of all verbs. */
    List<Setting> settings();

    /**
     * Those of its settings that count on the command line alone, and not from variables and file: what they let happen cannot be undone,
     * and is to hang on nothing that one does not see.
     */
    default List<Setting> onlyTyped() {
        return List.of();
    }

    /** What a setting means for this verb, where it means more for others; as {@link io.etcdbr.config.SettingShape#meaning()}. */
    default String meaning(Setting setting) {
        return setting.shape().meaning();
    }

    /** What stands on the command line beside flags, in order; only the last may be there {@link Presence#ANY_NUMBER of times}. */
    default List<Argument> arguments() {
        return List.of();
    }

    /** How long it may take to end once it is told to stop, before it is ended by force: longer than what was stored needs to be removed. */
    default Duration patience() {
        return GivingUp.PATIENCE.plusSeconds(2);
    }

    /** Does it. Every failure is thrown. */
    Outcome run(Invocation call);

    /**
     * One argument.
     *
     * @param form such as {@code ID|latest}
     * @param meaning a sentence or several, for the help
     */
    record Argument(String form, String meaning, Presence presence) {

        public static Argument optional(String form, String meaning) {
            return new Argument(form, meaning, Presence.OPTIONAL);
        }

        public static Argument required(String form, String meaning) {
            return new Argument(form, meaning, Presence.REQUIRED);
        }

        public static Argument anyNumber(String form, String meaning) {
            return new Argument(form, meaning, Presence.ANY_NUMBER);
        }

        /** As in the usage line, such as {@code [NAME…]}. */
        String usage() {
            return switch (presence) {
                case REQUIRED -> form;
                case OPTIONAL -> "[" + form + "]";
                case ANY_NUMBER -> "[" + form + "...]";
            };
        }
    }

    /** How often an argument stands there. */
    enum Presence {
        REQUIRED,
        OPTIONAL,
        ANY_NUMBER
    }
}
