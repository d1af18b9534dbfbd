package io.etcdbr.node.manifests;

import java.io.IOException;

/** A manifest is not as we left it, so that somebody else works here too. Nothing was moved. The message is one sentence. */
public final class UnexpectedManifestException extends IOException {
    private static final long serialVersionUID = 1L;

    UnexpectedManifestException(String sentence) {
        super(sentence);
    }
}
