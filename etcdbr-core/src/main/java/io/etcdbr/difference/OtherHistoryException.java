package io.etcdbr.difference;

import java.io.IOException;

/** The revisions of one state say nothing about the other: the two are compared again by their values. */
final class OtherHistoryException extends IOException {
    OtherHistoryException(long revision) {
        super("revision " + revision + " is not the same change in both states");
    }
}
