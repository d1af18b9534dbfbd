package io.etcdbr.difference;

import io.etcdbr.etcddb.ChangeVisitor;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Revision;
import io.etcdbr.snapshot.OpenSnapshot;
import java.io.IOException;
import java.util.Optional;

/** A snapshot that says itself what its failures mean: whoever reads the second state would take them for failures of that one. */
public final class FirstSnapshot implements FirstState {
    private final OpenSnapshot snapshot;
    private final FirstState state;

    public FirstSnapshot(OpenSnapshot snapshot) {
        this.snapshot = snapshot;
        this.state = FirstState.of(snapshot.keys());
    }

    @Override
    public void each(KeyFilter filter, ChangeVisitor visitor) {
        try {
            state.each(filter, visitor);
        } catch (IOException e) {
            throw snapshot.failure(e);
        }
    }

    @Override
    public Optional<KeyValue> at(Revision revision) {
        try {
            return state.at(revision);
        } catch (IOException e) {
            throw snapshot.failure(e);
        }
    }
}
