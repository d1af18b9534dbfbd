package io.etcdbr.job.etcd.control;

import java.util.List;

/** The members as one of them knows them. Ids are etcd's 64 bits, unsigned. */
public record MemberList(long clusterId, List<Entry> members) {

    /** @param name empty if it was never started */
    public record Entry(long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
        public Entry {
            peerUrls = List.copyOf(peerUrls);
            clientUrls = List.copyOf(clientUrls);
        }
    }

    public MemberList {
        members = List.copyOf(members);
    }
}
