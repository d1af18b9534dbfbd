package io.etcdbr.kubectl.restore;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.preflight.BackupFacts;
import io.etcdbr.kubectl.stager.Stager;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/**
 * Which node's data is the way back behind a restore: {@code docs/restore-design.md}, section 7.4.
 *
 * @param data that which goes furthest
 * @param facts of it, with what it may lack
 */
record KeptChoice(KeptData data, BackupFacts.Kept facts) {

    /**
     * Asks all nodes that took part and have a pod.
     *
     * @param before the plan of the restore
     * @param preferred the node to take it from where several have the same
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} if it is gone from all of them; else why none can give it
     */
    static KeptChoice of(Stagers stagers, RestorePlan before, String preferred) {
        Map<String, KeptData> told = new ConcurrentSkipListMap<>();
        Map<String, EtcdbrException> refused = new ConcurrentSkipListMap<>();
        List<Stager> asked = before.nodes().stream()
                .flatMap(node -> stagers.on(node).stream())
                .toList();
        Each.of(asked, stager -> {
            try {
                told.put(stager.node(), new NodeProgram(stager).kept(before.id()));
            } catch (EtcdbrException e) {
                refused.put(stager.node(), e);
            }
        });
        KeptData best = told.values().stream()
                .max(Comparator.comparingLong(KeptData::index)
                        .thenComparingLong(KeptData::revision)
                        .thenComparing(data -> !data.killed())
                        .thenComparing(data -> data.node().equals(preferred)))
                .orElseThrow(() -> none(before, refused));
        return new KeptChoice(
                best,
                new BackupFacts.Kept(
                        before.id(),
                        best.node(),
                        before.cluster().kubeSystemUid(),
                        List.copyOf(told.keySet()),
                        gaps(stagers, before, told, refused, best)));
    }

    private static List<String> gaps(
            Stagers stagers,
            RestorePlan before,
            Map<String, KeptData> told,
            Map<String, EtcdbrException> refused,
            KeptData best) {
        List<String> gaps = new ArrayList<>();
        told.values().stream()
                .filter(data -> beyond(data, best) > 0)
                .max(Comparator.comparingLong(data -> beyond(data, best)))
                .ifPresent(data -> {
                    long changes = beyond(data, best);
                    gaps.add((changes == 1
                                    ? "one change, the last one before restore " + before.id() + ", is"
                                    : "up to " + changes + " changes, the last ones before restore " + before.id()
                                            + ", are")
                            + " in the WAL of " + data.node() + " alone, and may be missing"
                            + (data.killed() ? ": its etcd was killed" : ""));
                });
        told.values().stream()
                .filter(data -> data.wal().isEmpty())
                .forEach(data -> gaps.add(
                        "whether the WAL of " + data.node() + " goes further is not known: " + data.whyNoWal()));
        refused.forEach((node, why) -> gaps.add("whether what " + node + " set aside goes further is not known: "
                + why.failure().problem()));
        before.nodes().stream()
                .filter(node -> stagers.on(node).isEmpty())
                .forEach(node -> gaps.add("whether what " + node + " set aside goes further is not known: "
                        + RestoresOnNodes.whyNotSeen(stagers, node)));
        return gaps;
    }

    private static long beyond(KeptData data, KeptData best) {
        return data.wal().map(wal -> wal.beyond(best.index())).orElse(0L);
    }

    private static EtcdbrException none(RestorePlan before, Map<String, EtcdbrException> refused) {
        Optional<EtcdbrException> other = refused.values().stream()
                .filter(why -> why.failure().code() != ExitCode.NOT_FOUND)
                .findFirst();
        return other.orElseGet(() -> new EtcdbrException(
                ExitCode.NOT_FOUND,
                "the data from before restore " + before.id() + " is gone from "
                        + refused.keySet().stream().collect(Collectors.joining(", ")),
                "Nothing leads back to it; see which backups there are: kubectl etcdbr list"));
    }
}
