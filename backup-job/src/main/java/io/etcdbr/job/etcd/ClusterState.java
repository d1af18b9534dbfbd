package io.etcdbr.job.etcd;

import io.etcdbr.format.Alarm;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Member;
import java.util.List;

/** What one look at an etcd cluster showed. */
public record ClusterState(EtcdClusterId id, List<MemberState> members, List<Alarm> alarms) {
    public ClusterState {
        members = List.copyOf(members);
        alarms = List.copyOf(alarms);
    }

    /** The members as a manifest lists them. */
    public List<Member> membership() {
        return members.stream().map(MemberState::member).toList();
    }
}
