package io.etcdbr.keyindex;

/**
 * Reads the beginning of one element, up to the end of etcd's key, as its bytes come: in one piece mostly, in several where the
 * element goes on beyond what is at hand.
 */
final class ChangeHead {
    /** Field 1 of {@code KeyValue}, with the type of bytes. */
    static final byte KEY_FIELD = 0x0a;

    private enum State {
        REVISION,
        FIELD,
        LENGTH,
        KEY,
        DONE
    }

    private final Frame frame;
    private final long start;
    private final int keySize;
    private final long end;
    private long position;
    private State state = State.REVISION;
    private int shift;
    private long length;
    private long hash = KeyHash.START;
    private int directories;

    /**
     * @param frame gets the hashes
     * @param start where the element's key begins in the database
     * @param end where its value ends
     */
    ChangeHead(Frame frame, long start, int keySize, long end) {
        this.frame = frame;
        this.start = start;
        this.keySize = keySize;
        this.end = end;
        this.position = start;
    }

    Frame frame() {
        return frame;
    }

    /** Where the next byte that it needs is. */
    long position() {
        return position;
    }

    /** Takes {@code bytes} from {@code from} to {@code to}, which begin at {@link #position}. True if it needs no more. */
    boolean take(byte[] bytes, int from, int to) {
        for (int i = from; i < to && state != State.DONE; i++) {
            byte b = bytes[i];
            state = switch (state) {
                case REVISION -> revision(b);
                case FIELD -> b == KEY_FIELD ? State.LENGTH : State.DONE;
                case LENGTH -> length(b);
                case KEY -> key(b);
                case DONE -> State.DONE;
            };
            position++;
        }
        return state == State.DONE;
    }

    /** Eight bytes, {@code _}, eight bytes, perhaps a mark; no number is negative. */
    private State revision(byte b) {
        int index = (int) (position - start);
        if ((index == 0 || index == 9) && b < 0 || index == 8 && b != '_') {
            return State.DONE;
        }
        return index == keySize - 1 ? State.FIELD : State.REVISION;
    }

    private State length(byte b) {
        length |= (b & 0x7fL) << shift;
        shift += 7;
        if (b < 0) {
            return shift < Long.SIZE ? State.LENGTH : State.DONE;
        }
        return length > 0 && length <= end - position - 1 ? State.KEY : State.DONE;
    }

    private State key(byte b) {
        hash = KeyHash.next(hash, b);
        length--;
        if (b == '/' && directories < KeyHash.MOST_DIRECTORIES) {
            directories++;
            frame.add(KeyHash.folded(hash));
        }
        if (length > 0) {
            return State.KEY;
        }
        frame.add(KeyHash.folded(hash));
        return State.DONE;
    }
}
