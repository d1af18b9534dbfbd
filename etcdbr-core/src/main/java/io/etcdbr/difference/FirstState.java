package io.etcdbr.difference;

import io.etcdbr.etcddb.ChangeVisitor;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.etcddb.Revision;
import java.io.IOException;
import java.util.Optional;

/** The state that the other one is compared with. It is read twice, and at single places in between. */
public interface FirstState {

    /** Shows the last change of each wanted key that lives, in any order. */
    void each(KeyFilter filter, ChangeVisitor visitor) throws IOException;

    /** What {@link #each} showed with this revision. */
    Optional<KeyValue> at(Revision revision) throws IOException;

    static FirstState of(Keys keys) {
        return new FirstState() {
            @Override
            public void each(KeyFilter filter, ChangeVisitor visitor) throws IOException {
                keys.backwards(
                        filter,
                        (revision, change) -> {
                            if (!revision.tombstone()) {
                                visitor.change(revision, change);
                            }
                        },
                        (revision, change) -> {});
            }

            @Override
            public Optional<KeyValue> at(Revision revision) throws IOException {
                return keys.at(revision);
            }
        };
    }
}
