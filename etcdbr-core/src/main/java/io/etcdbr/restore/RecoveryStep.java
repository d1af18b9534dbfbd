package io.etcdbr.restore;

import java.util.stream.Stream;

/** How far {@code RECOVER.sh} came on a node, as its marker says. */
public enum RecoveryStep {
    /** It has moved nothing yet. */
    CHECKING("checking", "RECOVER.sh was begun, and has moved nothing yet"),
    /** It moves manifests and data, or was cut off in that. */
    MOVING("moving", "RECOVER.sh is at work, or was cut off: then run it again"),
    /** The old cluster is back. */
    DONE("done", "RECOVER.sh has brought the old cluster back"),
    /** So it is, although the nodes decided otherwise, or may have. */
    DONE_BY_FORCE("done by force", "RECOVER.sh has brought the old cluster back by force, whatever the state says");

    private final String text;
    private final String words;

    RecoveryStep(String text, String words) {
        this.text = text;
        this.words = words;
    }

    /** As the marker says it, without the process. */
    public String text() {
        return text;
    }

    /** A clause for people. */
    public String words() {
        return words;
    }

    /** Of a marker of which a power cut left nothing it counts as moving. */
    public static RecoveryStep of(String text) {
        return Stream.of(values())
                .filter(step -> step.text.equals(text))
                .findFirst()
                .orElse(MOVING);
    }
}
