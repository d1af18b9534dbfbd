package io.etcdbr.jsonpath;

/** A template that says nothing, or nothing of the object that it is asked about. Never tells what the object holds. */
public final class JsonPathException extends Exception {
    private static final long serialVersionUID = 1;

    private final int position;

    /** @param position of the character in the template, counted from 0 */
    JsonPathException(String problem, int position) {
        super("at character " + (position + 1) + ": " + problem);
        this.position = position;
    }

    public int position() {
        return position;
    }
}
