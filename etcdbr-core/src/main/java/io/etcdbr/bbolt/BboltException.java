package io.etcdbr.bbolt;

import java.io.IOException;

/** The file is not what a bbolt file must be. The message begins with the place: {@code page 4711, element 3: …}. */
public final class BboltException extends IOException {
    private static final long serialVersionUID = 1L;

    BboltException(String place, String problem) {
        super(place + ": " + problem);
    }
}
