package io.etcdbr.difference;

import io.etcdbr.etcddb.ChangeVisitor;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Revision;
import io.etcdbr.resources.PrefixSearch;
import io.etcdbr.resources.ResourceTable;
import io.etcdbr.resources.StorageKeys;
import java.io.IOException;
import java.util.Optional;

/** Compares two states of a Kubernetes cluster's etcd, whatever its API server's keys begin with. */
public final class StateComparison {
    private StateComparison() {}

    /** @throws IOException if a state cannot be read */
    public static Differences run(FirstState first, SecondState second, Scope scope, Judge judge, Limits limits)
            throws IOException {
        try {
            return run(first, second, scope, judge, limits, Comparison::byHistory);
        } catch (OtherHistoryException e) {
            return run(first, second, scope, judge, limits, Comparison::run);
        }
    }

    private interface Way {
        void compare(FirstState first, SecondState second, KeySelection selection, Comparison.Report report)
                throws IOException;
    }

    private static Differences run(
            FirstState first, SecondState second, Scope scope, Judge judge, Limits limits, Way way) throws IOException {
        PrefixSearch prefixes = new PrefixSearch();
        DifferenceCollector collector = new DifferenceCollector(
                () -> new StorageKeys(scope.prefix().orElseGet(prefixes::found), ResourceTable.builtIn()),
                scope.namespace(),
                judge,
                limits);
        way.compare(looking(first, prefixes), second, scope.keys(), collector);
        return collector.result();
    }

    /** By the time a difference is named, all keys of the first state have been seen. */
    private static FirstState looking(FirstState first, PrefixSearch prefixes) {
        return new FirstState() {
            @Override
            public void each(KeyFilter filter, ChangeVisitor visitor) throws IOException {
                first.each(filter, (revision, change) -> {
                    prefixes.look(DifferenceCollector.text(change.key()));
                    visitor.change(revision, change);
                });
            }

            @Override
            public Optional<KeyValue> at(Revision revision) throws IOException {
                return first.at(revision);
            }
        };
    }
}
