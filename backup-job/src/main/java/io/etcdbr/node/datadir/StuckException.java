package io.etcdbr.node.datadir;

import java.io.IOException;

/** The disk is not in any state that a restore leaves behind. Nothing was touched; a person decides. The message is one sentence. */
public final class StuckException extends IOException {
    private static final long serialVersionUID = 1L;

    public StuckException(String sentence) {
        super(sentence);
    }
}
