package io.etcdbr.difference;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What differs between two states.
 *
 * @param total without what was folded
 * @param resources by their full names, in order; those beyond the limit stand together under {@value #OTHERS}
 * @param namespaces only those with differences; objects without a namespace under the empty name
 * @param folded what was counted only
 * @param changes of each kind at most so many as fit the limit; those of nodes, volumes and Jobs before others
 * @param notListed the number of those that did not
 * @param clusterUids the uids of the namespace kube-system, if they differ: then these are two clusters
 * @param sealed how many of the changed ones are encrypted and may hold the same
 */
public record Differences(
        ChangeCounts total,
        Map<String, ChangeCounts> resources,
        Map<String, ChangeCounts> namespaces,
        Map<Fold, ChangeCounts> folded,
        List<Change> changes,
        long notListed,
        long sealed,
        Optional<ClusterUids> clusterUids) {
    /** No resource and no namespace can be called so. */
    public static final String OTHERS = "(others)";

    /** How two clusters are told apart. */
    public record ClusterUids(String first, String second) {}

    public Differences {
        changes = List.copyOf(changes);
    }

    /** Whether there is a difference that was not folded. */
    public boolean any() {
        return total.differing() > 0;
    }
}
