package io.etcdbr.members;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Alarm;
import io.etcdbr.format.EtcdClusterId;
import java.util.ArrayList;
import java.util.List;

/** All members of an etcd, and the alarms that are raised. */
public record MembersReport(EtcdClusterId etcdClusterId, List<MemberReport> members, List<Alarm> alarms) {
    private static final String NOSPACE = "NOSPACE";

    public MembersReport {
        members = List.copyOf(members);
        alarms = List.copyOf(alarms);
    }

    /** What an administrator has to do something about, the gravest first. */
    public List<Failure> problems() {
        List<Failure> problems = new ArrayList<>();
        for (Alarm alarm : alarms) {
            problems.add(
                    alarm.alarm().equals(NOSPACE)
                            ? new Failure(
                                    ExitCode.NO_SPACE,
                                    "etcd raised the alarm NOSPACE at member " + name(alarm)
                                            + ": its database reached the quota, and nothing can be written",
                                    "Compact and defragment ('etcdctl compact', 'etcdctl defrag'), then"
                                            + " 'etcdctl alarm disarm'")
                            : new Failure(
                                    ExitCode.SOURCE_DAMAGED,
                                    "etcd raised the alarm " + alarm.alarm() + " at member " + name(alarm),
                                    "Replace this member; keep the last backup from before"));
        }
        List<String> away = members.stream()
                .filter(member -> member.answer().isEmpty())
                .map(member -> member.name() + " (" + member.why() + ")")
                .toList();
        if (!away.isEmpty()) {
            problems.add(new Failure(
                    ExitCode.SOURCE_UNREACHABLE,
                    away.size() + " of " + members.size() + " members of etcd cannot be reached: "
                            + String.join("; ", away),
                    "Look at etcd there; a majority must stay"));
        }
        if (members.stream().noneMatch(MemberReport::leads)) {
            problems.add(new Failure(
                    ExitCode.SOURCE_UNREACHABLE,
                    "no member that can be reached is etcd's leader",
                    "Look at the members that cannot be reached, and at the network between them"));
        }
        return problems;
    }

    private String name(Alarm alarm) {
        return members.stream()
                .filter(member -> member.member().id().equals(alarm.memberId()))
                .map(MemberReport::name)
                .findFirst()
                .orElseGet(() -> alarm.memberId().toString());
    }
}
