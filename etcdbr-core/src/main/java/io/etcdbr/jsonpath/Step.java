package io.etcdbr.jsonpath;

import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What follows what in a path. Each goes on from all that the one before has found. */
sealed interface Step {

    /** Where it stands in the template. */
    int position();

    /** A text in quotes: found once, whatever is before it. */
    record Quoted(JsonPrimitive text, int position) implements Step {}

    /** A number or truth value: found once for each that is before it. */
    record Literal(JsonPrimitive value, int position) implements Step {}

    record Field(String name, int position) implements Step {}

    /** All fields of an object, all elements of a list. */
    record Wildcard(int position) implements Step {}

    /** Whatever holds something, at any depth. */
    record Descent(int position) implements Step {}

    /**
     * Elements of a list.
     *
     * @param single whether one was asked for, so that {@code to} is behind it
     * @param to the first that is not among them
     */
    record Slice(OptionalLong from, OptionalLong to, boolean single, OptionalLong step, int position) implements Step {}

    /** What the first path finds, then what the second does, and so on. */
    record Union(List<List<Step>> paths, int position) implements Step {
        public Union {
            paths = List.copyOf(paths);
        }
    }

    /**
     * Elements of a list of which something holds.
     *
     * @param test empty if it is enough that {@code path} finds something
     */
    record Filter(List<Step> path, Optional<Test> test, int position) implements Step {
        public Filter {
            path = List.copyOf(path);
        }
    }

    /** What {@code path} of a {@link Filter} is compared with. */
    record Test(Operator operator, List<Step> path) {
        public Test {
            path = List.copyOf(path);
        }
    }
}
