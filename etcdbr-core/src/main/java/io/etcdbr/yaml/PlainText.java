package io.etcdbr.yaml;

import java.util.Set;
import java.util.regex.Pattern;

/** Whether a reader of YAML would take a text without quotes for something else than a text. */
final class PlainText {
    private static final Set<String> WORDS = Set.of(
            "", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE", "y", "Y", "yes", "Yes",
            "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "<<", "=");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
            + "|[-+]?0([bB][01]+|[oO][0-7]+|[xX][0-9a-fA-F]+)"
            + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Pattern BASE_60 = Pattern.compile("[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \\t].*)?");

    private PlainText() {}

    static boolean staysText(String text) {
        if (WORDS.contains(text)) {
            return false;
        }
        char first = text.charAt(0);
        if (first != '.' && first != '+' && first != '-' && (first < '0' || first > '9')) {
            return true;
        }
        // Digits may be grouped by underscores.
        return !NUMBER.matcher(text.replace("_", "")).matches()
                && !BASE_60.matcher(text).matches()
                && !DATE.matcher(text).matches();
    }
}
