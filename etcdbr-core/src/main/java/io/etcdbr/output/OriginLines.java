package io.etcdbr.output;

import io.etcdbr.snapshot.Origin;
import java.util.ArrayList;
import java.util.List;

/** Where a state comes from, for people. */
final class OriginLines {
    private OriginLines() {}

    /** One line: {@code backup … in …, taken …, revision …, etcd cluster id …}. */
    static String line(Origin origin, OutputStyle style) {
        List<String> words = new ArrayList<>();
        words.add(HumanText.safe(origin.name()));
        origin.cluster().ifPresent(cluster -> words.add("cluster " + cluster));
        origin.time()
                .ifPresent(time -> words.add(HumanText.exact(time) + " (" + HumanText.age(time, style.now()) + ")"));
        words.add("revision " + origin.revision());
        origin.etcdClusterId().ifPresent(id -> words.add("etcd cluster id " + id));
        return String.join(", ", words);
    }
}
