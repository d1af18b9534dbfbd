package io.etcdbr.difference;

import io.etcdbr.atrest.AtRestKeys;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.lookup.LivingKeys;
import io.etcdbr.lookup.ObjectKeys;
import io.etcdbr.lookup.ObjectReader;
import io.etcdbr.objects.ObjectDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares a snapshot with another state. */
public final class CompareStates {
    private final Question question;
    private final ObjectDecoder decoder;
    private final AtRestKeys atRestKeys;

    /** @param atRestKeys for what is encrypted at rest */
    public CompareStates(Question question, ObjectDecoder decoder, AtRestKeys atRestKeys) {
        this.question = question;
        this.decoder = decoder;
        this.atRestKeys = atRestKeys;
    }

    /**
     * @param names both, for the resources that are asked for to be looked up in them
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} if a resource is asked for that there is none of, another one if it may
     *     be defined by what cannot be read
     * @throws IOException if a state cannot be read
     */
    public Answer run(FirstState first, SecondState second, List<LivingKeys> names) throws IOException {
        if (question.objects().isEmpty()) {
            return new Answer.Sums(
                    sums(first, second, KeySelection.all(), question.namespace(), Optional.empty()), List.of());
        }
        ObjectKeys keys = ObjectKeys.of(
                names, new ObjectReader(decoder, atRestKeys), question.objects().get(), question.namespace());
        if (!question.named()) {
            return new Answer.Sums(
                    sums(
                            first,
                            second,
                            KeySelection.beginningWith(keys.directories()),
                            Optional.empty(),
                            Optional.of(keys.storageKeys().prefix())),
                    keys.doubts());
        }
        List<ObjectDifference> found = new ObjectComparison(keys.storageKeys(), decoder, atRestKeys, question.all())
                .run(first, second, List.copyOf(keys.objects().keySet()));
        Set<String> nowhere = new LinkedHashSet<>(keys.objects().values());
        keys.objects().forEach((key, asked) -> {
            if (found.stream().anyMatch(object -> object.key().equals(key))) {
                nowhere.remove(asked);
            }
        });
        List<Failure> missing = new ArrayList<>(keys.doubts());
        nowhere.stream()
                .map(asked ->
                        new Failure(ExitCode.NOT_FOUND, asked + " is in neither of the two", "Look for it with get -A"))
                .forEach(missing::add);
        return new Answer.Objects(found, missing);
    }

    private Differences sums(
            FirstState first,
            SecondState second,
            KeySelection selection,
            Optional<String> namespace,
            Optional<String> prefix)
            throws IOException {
        return StateComparison.run(
                first,
                second,
                new Scope(selection, namespace, prefix),
                new ObjectJudge(decoder, atRestKeys),
                Limits.usual(question.all()));
    }
}
