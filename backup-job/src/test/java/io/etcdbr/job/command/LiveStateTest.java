package io.etcdbr.job.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.difference.KeySelection;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.etcddb.KeyVisitor;
import io.etcdbr.etcddb.KnownValues;
import io.etcdbr.job.backup.ScriptedEtcd;
import io.etcdbr.job.etcd.CompactedException;
import io.etcdbr.job.etcd.MemberKeys;
import io.etcdbr.snapshot.Origin;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveStateTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final List<String> events = new ArrayList<>();

    @Test
    void aCompactionInTheMiddleMakesItBeginAgainAtANewerRevision() throws IOException {
        Origin origin = read(2);

        assertThat(origin.revision()).isEqualTo(103);
        assertThat(origin.name()).isEqualTo("etcd member cp2 at https://10.0.0.2:2379");
        assertThat(origin.time()).isEqualTo(Optional.of(NOW));
        assertThat(events).containsExactly("open 101", "close", "open 102", "close", "open 103", "close");
    }

    @Test
    void compactionsWithoutEndAreAFailureThatSaysSo() {
        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> read(99))
                .matches(e -> e.failure().code() == ExitCode.SOURCE_UNREACHABLE)
                .withMessageContaining("3 times: etcd has compacted revision 103 while it was read");
        assertThat(events).hasSize(6);
    }

    private Origin read(int compactions) throws IOException {
        ScriptedEtcd etcd = new ScriptedEtcd().givesKeys(() -> new Compacting(compactions));
        return LiveState.read(etcd, Clock.fixed(NOW, ZoneOffset.UTC), new Cancellation(), (origin, state) -> {
            state.each(KeySelection.all(), value -> {});
            return origin;
        });
    }

    private final class Compacting implements MemberKeys {
        private final boolean compacts;
        private final long revision;

        Compacting(int times) {
            int opened = events.size() / 2;
            compacts = opened < times;
            revision = 101 + opened;
            events.add("open " + revision);
        }

        @Override
        public long revision() {
            return revision;
        }

        @Override
        public void each(byte[] from, byte[] end, KnownValues known, KeyVisitor visitor) throws IOException {
            if (compacts) {
                throw new CompactedException(revision, new IOException());
            }
        }

        @Override
        public void close() {
            events.add("close");
        }
    }
}
