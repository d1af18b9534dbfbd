package io.etcdbr.objects;

import java.io.IOException;
import java.util.regex.Pattern;

/** A value is not what Kubernetes stores. The message begins with the place in the value where it can. */
public sealed class ObjectException extends IOException permits UnknownTypeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 80;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\P{C}]");

    public ObjectException(String problem) {
        super(problem);
    }

    public ObjectException(String problem, Throwable cause) {
        super(problem, cause);
    }

    /** Text of unknown origin for a message: short, and nothing that a terminal could act on. */
    static String quoted(String text) {
        String start = text.substring(0, Math.min(text.length(), LONGEST));
        return "'" + UNPRINTABLE.matcher(start).replaceAll("?") + (text.length() > LONGEST ? "…'" : "'");
    }

    /** The same problem, with where it is. */
    ObjectException at(String place) {
        return new ObjectException(place + ": " + getMessage(), this);
    }
}
