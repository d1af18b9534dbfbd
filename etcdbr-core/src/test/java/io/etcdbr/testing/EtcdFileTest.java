package io.etcdbr.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.bbolt.Database;
import io.etcdbr.bbolt.PageSource;
import io.etcdbr.etcddb.EtcdDatabase;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.etcddb.SnapshotCheck;
import io.etcdbr.etcddb.SnapshotFinding;
import io.etcdbr.etcddb.SnapshotReport;
import io.etcdbr.etcddb.Watch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EtcdFileTest {

    @Test
    void whatItWritesIsASoundDatabase() throws IOException {
        EtcdFile file = new EtcdFile()
                .lease(7, 60)
                .member(-2, "m1", "10.0.0.1")
                .alarm(-2, 1)
                .compacted(3);
        for (int i = 0; i < 2_000; i++) {
            file.put("/registry/pods/a/" + i % 1_900, new byte[i % 50 == 0 ? 20_000 : i]);
        }
        file.delete("/registry/pods/a/5").at(1_000_000).put("/last", new byte[1], 7);

        PageSource source = PageSource.of(MemorySegment.ofArray(file.bytes()));
        SnapshotReport report = SnapshotCheck.run(source, Watch.NONE);

        assertThat(report.findings())
                .filteredOn(finding -> !(finding instanceof SnapshotFinding.RaisedAlarm))
                .isEmpty();
        assertThat(report.status().orElseThrow().totalKeys()).isEqualTo(1_900);
        assertThat(report.status().orElseThrow().revision()).isEqualTo(1_000_000);
        EtcdDatabase etcd = new EtcdDatabase(Database.open(source));
        assertThat(etcd.leaseCount()).isEqualTo(1);
        assertThat(etcd.members()).singleElement().extracting("id", "name").containsExactly(-2L, "m1");
        assertThat(etcd.alarms()).singleElement().extracting("type").isEqualTo("NOSPACE");
        assertThat(etcd.finishedCompaction()).hasValue(3);
        List<Long> versions = new ArrayList<>();
        new Keys(etcd).newest(KeyFilter.all(), value -> versions.add(value.version()));
        assertThat(versions).containsOnly(1L, 2L).hasSize(1_900);
    }
}
