package io.etcdbr.node.coordination;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.restore.Decision;
import io.etcdbr.restore.Gate;
import io.etcdbr.restore.plan.RestoreId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys of a restore as one read showed them. Each is written once, so what is here is so for good, except what hangs on a lease
 * ({@code armed}, {@code go}, {@code active}); what is missing may have come meanwhile.
 *
 * @param cluster that answered
 * @param revision of its store then
 * @param armed values by node
 */
public record KeyView(
        EtcdClusterId cluster,
        long revision,
        Map<String, String> armed,
        Optional<String> active,
        Optional<String> go,
        Set<String> stopped,
        Optional<Gate> gate,
        Set<String> seen,
        Set<String> ready,
        Optional<Decision> decision,
        Set<String> api) {

    public KeyView {
        armed = Map.copyOf(armed);
        stopped = Set.copyOf(stopped);
        seen = Set.copyOf(seen);
        ready = Set.copyOf(ready);
        api = Set.copyOf(api);
    }

    /** @param values all keys below {@link KeyNames#ALL} */
    static KeyView of(
            EtcdClusterId cluster, long revision, Map<String, String> values, RestoreId id, List<String> nodes) {
        KeyNames names = new KeyNames(id);
        return new KeyView(
                cluster,
                revision,
                nodes.stream()
                        .filter(node -> values.containsKey(names.armed(node)))
                        .collect(Collectors.toMap(node -> node, node -> values.getOrDefault(names.armed(node), ""))),
                Optional.ofNullable(values.get(KeyNames.ACTIVE)),
                Optional.ofNullable(values.get(names.go())),
                have(values, nodes, names::stopped),
                Optional.ofNullable(values.get(names.gate())).flatMap(text -> named(text, Gate.values(), Gate::text)),
                have(values, nodes, names::seen),
                have(values, nodes, names::ready),
                Optional.ofNullable(values.get(names.decision()))
                        .flatMap(text -> named(text, Decision.values(), Decision::text)),
                have(values, nodes, names::api));
    }

    private static <T> Optional<T> named(String text, T[] all, Function<T, String> textOf) {
        return Stream.of(all).filter(one -> textOf.apply(one).equals(text)).findFirst();
    }

    private static Set<String> have(Map<String, String> values, List<String> nodes, Function<String, String> key) {
        return nodes.stream()
                .filter(node -> values.containsKey(key.apply(node)))
                .collect(Collectors.toSet());
    }
}
