package io.etcdbr.job.etcd.control;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the member behind an endpoint says of itself. Ids are etcd's 64 bits, unsigned.
 *
 * @param leader id of the member it takes for the leader, 0 if it knows none
 * @param storageVersion since etcd 3.6
 * @param dbSizeInUse what of its file is not free
 * @param dbSizeQuota what it may become, since etcd 3.6
 * @param errors alarms of all members as text, and what else it complains of
 */
public record MemberStatus(
        long clusterId,
        long memberId,
        long leader,
        boolean learner,
        String version,
        Optional<String> storageVersion,
        long dbSize,
        OptionalLong dbSizeInUse,
        OptionalLong dbSizeQuota,
        long revision,
        long raftIndex,
        long raftApplied,
        long raftTerm,
        List<String> errors) {
    public MemberStatus {
        errors = List.copyOf(errors);
    }
}
