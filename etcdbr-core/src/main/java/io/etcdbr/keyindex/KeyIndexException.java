package io.etcdbr.keyindex;

import java.io.IOException;

/** It is no key index, or not one that helps here. The message is a clause that completes "the key index ". */
public final class KeyIndexException extends IOException {
    private static final long serialVersionUID = 1L;

    KeyIndexException(String message) {
        super(message);
    }
}
