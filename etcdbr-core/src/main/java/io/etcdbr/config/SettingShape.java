package io.etcdbr.config;

import java.util.List;
import java.util.Optional;

/**
 * How one setting looks to its user.
 *
 * @param kind how many values it takes
 * @param key in the configuration file; the environment variable follows from it
 * @param flags on the command line, the long one last
 * @param form what a value looks like, empty for an on/off setting
 * @param byDefault the value where none is given
 * @param takers the verbs for which the default counts; empty for all
 * @param onlyIfPresent whether the default is a file that counts only if it exists
 * @param whenAlone the value of a flag given without one
 * @param secret whether the file it names holds a secret
 * @param meaning for help and reference; begins in lower case, no full stop
 */
public record SettingShape(
        Kind kind,
        String key,
        List<String> flags,
        String form,
        Optional<String> byDefault,
        List<String> takers,
        boolean onlyIfPresent,
        Optional<String> whenAlone,
        boolean secret,
        String meaning) {

    /** How many values a setting takes. */
    public enum Kind {
        ONE,
        MANY,
        ON_OFF
    }

    static SettingShape one(String key, String form) {
        return of(Kind.ONE, key, form);
    }

    static SettingShape many(String key, String form) {
        return of(Kind.MANY, key, form);
    }

    static SettingShape onOff(String key) {
        return of(Kind.ON_OFF, key, "").alone("true");
    }

    SettingShape flag(String... names) {
        return new SettingShape(
                kind, key, List.of(names), form, byDefault, takers, onlyIfPresent, whenAlone, secret, meaning);
    }

    SettingShape or(String value) {
        return new SettingShape(kind, key, flags, form, Optional.of(value), takers, false, whenAlone, secret, meaning);
    }

    SettingShape onlyAt(String... verbs) {
        return new SettingShape(
                kind, key, flags, form, byDefault, List.of(verbs), onlyIfPresent, whenAlone, secret, meaning);
    }

    SettingShape ifPresent(String file) {
        return new SettingShape(kind, key, flags, form, Optional.of(file), takers, true, whenAlone, secret, meaning);
    }

    SettingShape alone(String value) {
        return new SettingShape(
                kind, key, flags, form, byDefault, takers, onlyIfPresent, Optional.of(value), secret, meaning);
    }

    SettingShape holdsSecret() {
        return new SettingShape(kind, key, flags, form, byDefault, takers, onlyIfPresent, whenAlone, true, meaning);
    }

    SettingShape means(String text) {
        return new SettingShape(kind, key, flags, form, byDefault, takers, onlyIfPresent, whenAlone, secret, text);
    }

    /** The default as help and reference name it. */
    public Optional<String> defaultText() {
        return byDefault.map(value -> onlyIfPresent ? value + " if it exists" : value);
    }

    /** The same, for the help of a verb: one that does not count there is not named. */
    public Optional<String> defaultText(String verb) {
        return takers.isEmpty() || takers.contains(verb) ? defaultText() : Optional.empty();
    }

    private static SettingShape of(Kind kind, String key, String form) {
        return new SettingShape(
                kind, key, List.of("--" + key), form, Optional.empty(), List.of(), false, Optional.empty(), false, "");
    }
}
