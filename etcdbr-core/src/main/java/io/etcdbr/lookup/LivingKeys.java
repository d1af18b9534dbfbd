package io.etcdbr.lookup;

import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.KeyVisitor;
import io.etcdbr.etcddb.Keys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What lives in a state, for names to be looked up in it. What is shown need not outlast the visitor's call. */
public interface LivingKeys {

    /** Shows the one that is called so, if it lives. */
    void named(String key, KeyVisitor visitor) throws IOException;

    /** Shows all that begin so, in any order. */
    void below(String prefix, KeyVisitor visitor) throws IOException;

    static LivingKeys of(Keys keys) {
        return new LivingKeys() {
            @Override
            public void named(String key, KeyVisitor visitor) throws IOException {
                Optional<KeyValue> found = keys.find(key.getBytes(StandardCharsets.UTF_8));
                if (found.isPresent()) {
                    visitor.key(found.get());
                }
            }

            @Override
            public void below(String prefix, KeyVisitor visitor) throws IOException {
                keys.newest(
                        prefix.isEmpty() ? KeyFilter.all() : KeyFilter.prefix(prefix.getBytes(StandardCharsets.UTF_8)),
                        visitor);
            }
        };
    }
}
