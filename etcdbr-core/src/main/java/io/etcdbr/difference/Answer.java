package io.etcdbr.difference;

import io.etcdbr.error.Failure;
import java.util.List;

/** What differs, in the form that fits the question. */
public sealed interface Answer {

    /**
     * The answer to how two states differ.
     *
     * @param doubts what cannot be read, so that more may differ
     */
    record Sums(Differences differences, List<Failure> doubts) implements Answer {
        public Sums {
            doubts = List.copyOf(doubts);
        }
    }

    /**
     * The answer to how objects differ that were asked for by name.
     *
     * @param missing those that neither state has, and what cannot be read and may hold more
     */
    record Objects(List<ObjectDifference> objects, List<Failure> missing) implements Answer {
        public Objects {
            objects = List.copyOf(objects);
            missing = List.copyOf(missing);
        }
    }

    /** Whether there is a difference that was not folded. */
    default boolean different() {
        return switch (this) {
            case Sums(Differences differences, List<Failure> _) -> differences.any();
            case Objects(List<ObjectDifference> objects, List<Failure> _) ->
                objects.stream().anyMatch(object -> object.change().isPresent());
        };
    }
}
