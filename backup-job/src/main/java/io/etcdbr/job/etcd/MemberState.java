package io.etcdbr.job.etcd;

import io.etcdbr.format.Member;
import io.etcdbr.format.MemberId;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A member and what it says of itself. */
public sealed interface MemberState {

    Member member();

    /**
     * It answered.
     *
     * @param endpoint the URL it answered at
     * @param leaderId whom it takes for the leader; empty if it knows none, as one that is cut off from its peers does soon
     * @param version etcd's, such as {@code 3.5.16}
     * @param storageVersion since etcd 3.6
     * @param dbSize of its file, in bytes
     * @param dbSizeInUse what of it is not free
     * @param dbSizeQuota what it may become, since etcd 3.6
     * @param raftIndex the last entry it has; {@code raftApplied} the last it has applied
     * @param errors what it complains of, such as {@code NOSPACE}
     */
    record Reachable(
            Member member,
            URI endpoint,
            Optional<MemberId> leaderId,
            String version,
            Optional<String> storageVersion,
            long dbSize,
            OptionalLong dbSizeInUse,
            OptionalLong dbSizeQuota,
            long revision,
            long raftIndex,
            long raftApplied,
            long raftTerm,
            List<String> errors)
            implements MemberState {

        public Reachable {
            errors = List.copyOf(errors);
        }

        /** Whether it leads. */
        public boolean leader() {
            return leaderId.equals(Optional.of(member.id()));
        }
    }

    /**
     * It did not answer, or it was never started.
     *
     * @param why a clause such as "connection refused"
     */
    record Unreachable(Member member, String why) implements MemberState {}
}
