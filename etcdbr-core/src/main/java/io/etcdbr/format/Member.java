package io.etcdbr.format;

import java.util.List;

/**
 * A member of the cluster at the time of the backup.
 *
 * @param name empty for a member that was added but never started
 */
public record Member(MemberId id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
    public Member {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }
}
