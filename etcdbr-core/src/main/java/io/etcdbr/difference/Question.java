package io.etcdbr.difference;

import io.etcdbr.resources.ObjectArguments;
import java.util.Optional;

/**
 * What somebody wants to know of two states.
 *
 * @param objects which resources or objects; empty for all keys
 * @param namespace the only one to look at; empty for all, and for {@code default} where an object is named
 * @param all whether to fold nothing
 */
public record Question(Optional<ObjectArguments> objects, Optional<String> namespace, boolean all) {

    /** Whether single objects are asked for, and so their lines. */
    public boolean named() {
        return objects.filter(ObjectArguments::named).isPresent();
    }
}
