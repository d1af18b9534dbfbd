package io.etcdbr.difference;

import io.etcdbr.snapshot.Origin;
import java.util.ArrayList;
import java.util.List;

/** The two states that were compared. */
public record StatePair(Origin first, Origin second) {

    /** What is to be known before one is weighed against the other: sentences without a full stop. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (first.etcdClusterId().isPresent() && second.etcdClusterId().isPresent()) {
            if (!first.etcdClusterId().equals(second.etcdClusterId())) {
                warnings.add(
                        "the etcd cluster ids differ, so etcd was restored or made anew in between, and revisions of one"
                                + " mean nothing to the other");
            } else if (second.revision() < first.revision()) {
                warnings.add("the second is older than the first, at revision " + second.revision() + " against "
                        + first.revision() + ": what it added is what has gone since");
            }
        }
        return warnings;
    }
}
