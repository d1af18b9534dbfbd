package io.etcdbr.members;

import io.etcdbr.format.Member;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One member.
 *
 * @param answer what it said, if it could be reached
 * @param why a clause where it could not, such as "connection refused"; else empty
 */
public record MemberReport(Member member, Optional<Answer> answer, String why) {

    /**
     * What a member says of itself.
     *
     * @param endpoint the URL it answered at
     * @param storageVersion since etcd 3.6
     * @param dbSize of its file, in bytes
     * @param dbSizeInUse what of it is not free
     * @param dbSizeQuota what it may become, if it tells
     * @param raftIndex the last entry it has; {@code raftApplied} the last it has applied
     */
    public record Answer(
            String endpoint,
            boolean leader,
            String version,
            Optional<String> storageVersion,
            long dbSize,
            OptionalLong dbSizeInUse,
            OptionalLong dbSizeQuota,
            long revision,
            long raftIndex,
            long raftApplied,
            long raftTerm) {}

    /** Whether it says that it is the leader. */
    public boolean leads() {
        return answer.filter(Answer::leader).isPresent();
    }

    /** Its name, or its id where it was never started and has none. */
    public String name() {
        return member.name().isEmpty() ? member.id().toString() : member.name();
    }
}
