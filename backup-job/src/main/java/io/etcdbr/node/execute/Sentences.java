package io.etcdbr.node.execute;

import io.etcdbr.job.etcd.grpc.GrpcException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Failures as people read them. */
final class Sentences {
    private Sentences() {}

    /** A sentence with a full stop. */
    static String of(IOException e) {
        String text = plain(e);
        String begun = text.isEmpty() ? e.toString() : Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return begun.endsWith(".") ? begun : begun + ".";
    }

    /** The same as a part of a sentence. */
    static String plain(IOException e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return switch (e) {
            case GrpcException _ -> "etcd did not answer as hoped: " + message;
            case NoSuchFileException _ -> "there is no " + message;
            case FileAlreadyExistsException _ -> "there is already a " + message;
            default -> message;
        };
    }
}
