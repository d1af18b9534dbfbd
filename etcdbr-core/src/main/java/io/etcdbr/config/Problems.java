package io.etcdbr.config;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong, so that a person mends everything in one go. */
final class Problems {
    private final Set<String> found = new LinkedHashSet<>();

    void add(String where, String what) {
        found.add(where + ": " + what);
    }

    List<String> all() {
        return List.copyOf(found);
    }

    /**
     * @throws EtcdbrException with {@link ExitCode#USAGE} and every problem, if there are any
     */
    void refuse() {
        if (found.size() == 1) {
            throw new EtcdbrException(ExitCode.USAGE, found.iterator().next(), "");
        }
        if (!found.isEmpty()) {
            throw new EtcdbrException(
                    ExitCode.USAGE, found.size() + " settings are wrong:\n  - " + String.join("\n  - ", found), "");
        }
    }
}
