package io.etcdbr.columns;

import io.etcdbr.resources.ObjectTree;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * An object of which one row is made.
 *
 * @param now what ages are counted from
 */
public record Row(ObjectTree object, Instant now) {
    static final String NONE = "<none>";
    static final String UNSET = "<unset>";
    static final String UNKNOWN = "<unknown>";

    /** How long ago the time at {@code path} was; {@link #UNKNOWN} without one. */
    String age(String... path) {
        return ageOr(UNKNOWN, path);
    }

    String ageOr(String missing, String... path) {
        return time(object, path).map(this::since).orElse(missing);
    }

    String since(Instant time) {
        return Age.text(Duration.between(time, now));
    }

    String wordOr(String missing, String... path) {
        String word = object.word(path);
        return word.isEmpty() ? missing : word;
    }

    boolean isBeingDeleted() {
        return object.has("metadata", "deletionTimestamp");
    }

    /** Whether the list {@code status.conditions} has one of this type and status. */
    boolean hasCondition(String type, String status) {
        return object.objects("status", "conditions").stream()
                .anyMatch(condition -> condition.text("type").equals(type)
                        && condition.text("status").equals(status));
    }

    static Optional<Instant> time(ObjectTree tree, String... path) {
        try {
            String text = tree.text(path);
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
