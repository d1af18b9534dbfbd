package io.etcdbr.output;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.jsonpath.JsonPathException;

/** A path that is not made for what it is asked about. */
final class Misfit {
    private Misfit() {}

    /** @param what the user gave, such as "the template" */
    static EtcdbrException of(String what, String object, JsonPathException why) {
        return new EtcdbrException(
                ExitCode.USAGE,
                what + " does not fit " + object + ": " + why.getMessage(),
                "See with -o yaml what there is");
    }
}
