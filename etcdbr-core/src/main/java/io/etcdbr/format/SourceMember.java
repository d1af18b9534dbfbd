package io.etcdbr.format;

import java.util.Optional;

/**
 * The member that was read.
 *
 * @param endpoint the URL it was reached by
 * @param etcdVersion as the server says it, such as {@code 3.5.16}
 * @param storageVersion as the server says it, such as {@code 3.6.0}; empty before etcd 3.6
 */
public record SourceMember(
        MemberId memberId,
        String memberName,
        String endpoint,
        boolean leader,
        String etcdVersion,
        Optional<String> storageVersion) {}
