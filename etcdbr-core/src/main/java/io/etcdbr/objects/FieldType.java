package io.etcdbr.objects;

/**
 * A field of a message.
 *
 * @param name in JSON; of no meaning for {@link Shape#INLINE}
 */
record FieldType(int number, String name, Shape shape, ValueType type, Presence presence) {

    enum Shape {
        SINGLE,
        LIST,
        /** With texts for names. */
        MAP,
        /** The message's fields are shown among those of the message that holds it. */
        INLINE
    }

    /** When JSON shows a field. The wire does not tell a value that is zero from one that was never set. */
    enum Presence {
        /** Also where the wire lacks it: as zero. */
        ALWAYS,
        /** Also where the wire lacks it: as {@code null}. */
        NULL,
        /** Where the wire has it. */
        SENT,
        /** Where the wire has it with another value than zero. */
        NONZERO
    }
}
