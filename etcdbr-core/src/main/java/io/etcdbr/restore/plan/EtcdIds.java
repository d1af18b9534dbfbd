package io.etcdbr.restore.plan;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.MemberId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/**
 * The ids that a restored etcd will have, as etcd computes them: {@code computeMemberID} in
 * {@code server/etcdserver/api/membership/member.go} and {@code genID} in {@code cluster.go}. The member's name does not count.
 */
public final class EtcdIds {
    private EtcdIds() {}

    /** @param token the initial cluster token */
    public static MemberId member(Collection<String> peerUrls, String token) {
        MessageDigest sha1 = sha1();
        peerUrls.stream().sorted().forEach(url -> sha1.update(url.getBytes(StandardCharsets.UTF_8)));
        return new MemberId(firstEightBytes(sha1.digest(token.getBytes(StandardCharsets.UTF_8))));
    }

    public static EtcdClusterId cluster(Collection<MemberId> members) {
        MessageDigest sha1 = sha1();
        List<MemberId> sorted = members.stream().sorted().toList();
        sorted.forEach(member -> sha1.update(ByteBuffer.allocate(Long.BYTES).putLong(0, member.value())));
        return new EtcdClusterId(firstEightBytes(sha1.digest()));
    }

    private static long firstEightBytes(byte[] digest) {
        return ByteBuffer.wrap(digest).getLong();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
