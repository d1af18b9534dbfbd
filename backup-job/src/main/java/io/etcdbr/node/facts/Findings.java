package io.etcdbr.node.facts;

import io.etcdbr.topology.TopologyException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers facts and what stood in their way: nothing that fails ends the search. */
final class Findings {
    private final List<String> problems = new ArrayList<>();

    /** What may fail. */
    interface Search<T> {
        Optional<T> run() throws IOException, TopologyException;
    }

    /** @param what is looked for, for the problem's sentence */
    <T> Optional<T> found(String what, Search<T> search) {
        try {
            return search.run();
        } catch (TopologyException e) {
            problems.add(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            problems.add(what + " could not be found out: " + reason(e));
        }
        return Optional.empty();
    }

    void problem(String sentence) {
        problems.add(sentence);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "there is no " + missing.getFile();
            case AccessDeniedException denied -> denied.getFile() + " may not be read by this user";
            case FileSystemException named when named.getReason() != null -> named.getFile() + ": " + named.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
