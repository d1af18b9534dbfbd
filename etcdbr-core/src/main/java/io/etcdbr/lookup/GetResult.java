package io.etcdbr.lookup;

import io.etcdbr.error.Failure;
import java.util.List;
import java.util.Optional;

/**
 * How a look-up went.
 *
 * @param shown how many objects
 * @param namespaced whether every resource asked for has namespaces
 * @param failures what was asked for by name and is not there, or cannot be read; the gravest first
 * @param note what people should know of what was shown
 */
public record GetResult(long shown, boolean namespaced, List<Failure> failures, Optional<String> note) {
    public GetResult {
        failures = List.copyOf(failures);
    }
}
