package io.etcdbr.restore.plan;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What the parts of a plan check alike; each failure is an {@link IllegalArgumentException} with one sentence. */
final class Checks {
    private static final Pattern NODE = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern PATH = Pattern.compile("(?:/[^/\\p{Cntrl}]+)+");

    private Checks() {}

    static void check(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /** The name of a Kubernetes node, a DNS subdomain: it goes into keys and file names. */
    static String node(String name) {
        check(NODE.matcher(name).matches() && !name.contains(".."), "'" + name + "' is not the name of a node");
        return name;
    }

    /** An absolute path without empty parts, {@code .} and {@code ..}, and not the root. */
    static String path(String what, String path) {
        check(PATH.matcher(path).matches(), what + " '" + path + "' is not an absolute path");
        for (String part : path.substring(1).split("/")) {
            check(!part.equals(".") && !part.equals(".."), what + " '" + path + "' has a part '" + part + "'");
        }
        return path;
    }

    static String filled(String what, String text) {
        check(!text.isBlank() && isPrintable(text), what + " is empty or has control characters");
        return text;
    }

    static String printable(String what, String text) {
        check(isPrintable(text), what + " has control characters");
        return text;
    }

    private static boolean isPrintable(String text) {
        return text.codePoints().noneMatch(Character::isISOControl);
    }

    static void distinct(String what, Collection<?> values) {
        Set<Object> seen = new HashSet<>();
        values.forEach(value -> check(seen.add(value), what + " " + value + " stands twice in the plan"));
    }
}
