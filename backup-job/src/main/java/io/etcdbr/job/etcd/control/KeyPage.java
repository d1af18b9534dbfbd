package io.etcdbr.job.etcd.control;

import io.etcdbr.etcddb.KeyValue;
import java.util.List;

/**
 * What one range request gave.
 *
 * @param revision the member's newest, whichever was asked for
 * @param more whether there are more keys behind the last one
 */
public record KeyPage(long revision, List<KeyValue> keys, boolean more) {
    public KeyPage {
        keys = List.copyOf(keys);
    }
}
