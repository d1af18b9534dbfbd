package io.etcdbr.inspection;

import io.etcdbr.bbolt.Database;
import io.etcdbr.etcddb.Alarm;
import io.etcdbr.etcddb.ConfState;
import io.etcdbr.etcddb.EtcdDatabase;
import io.etcdbr.etcddb.Member;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the database says of its cluster.
 *
 * @param fileSize in bytes, with what may follow the database
 * @param members none in a restored database
 * @param consistentIndex of the last raft entry applied, unsigned; as {@code term}, kept since etcd 3.5
 * @param downgradeTarget where a downgrade was under way
 * @param leases granted; {@code leasedKeys} are the keys that go when theirs ends
 */
public record DatabaseFacts(
        long databaseSize,
        long fileSize,
        int pageSize,
        List<Member> members,
        List<Long> removedMembers,
        Optional<ConfState> confState,
        List<Alarm> alarms,
        Optional<String> clusterVersion,
        Optional<String> storageVersion,
        Optional<String> downgradeTarget,
        OptionalLong consistentIndex,
        OptionalLong term,
        boolean authEnabled,
        long users,
        long roles,
        long leases,
        long leasedKeys) {

    static DatabaseFacts of(Database file, EtcdDatabase etcd, long leasedKeys) throws IOException {
        return new DatabaseFacts(
                file.meta().databaseSize(),
                file.fileSize(),
                file.meta().pageSize(),
                etcd.members(),
                etcd.removedMembers(),
                etcd.confState(),
                etcd.alarms(),
                etcd.clusterVersion(),
                etcd.storageVersion(),
                etcd.downgradeTarget(),
                etcd.consistentIndex(),
                etcd.term(),
                etcd.authEnabled(),
                etcd.userCount(),
                etcd.roleCount(),
                etcd.leaseCount(),
                leasedKeys);
    }
}
