package io.etcdbr.command;

import java.util.function.Function;

/** A verb that has to prepare something costly, which several runs of it can share. */
public interface SharedVerb extends Verb {

    /** @param work is given the verb, prepared for as long as this lasts */
    Outcome sharing(Invocation call, Function<Verb, Outcome> work);
}
