package io.etcdbr.kubectl.restore;

import io.etcdbr.restore.plan.RestorePlan;

/** What a person is shown and asked on the way. */
public interface Conversation extends Wishes.Identities {

    Activity activity();

    /** Shows what a restore would be, with all that was checked. */
    void shows(Preparation preparation);

    /** Asks whether to begin; false if the answer was no. */
    boolean confirms(RestorePlan plan);

    /** Asks, after Ctrl-C before GO, whether what was staged is to be removed. */
    boolean discards(RestorePlan plan);
}
