package io.etcdbr.members;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Alarm;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.progress.ByteText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All members of an etcd, and the alarms that are raised. */
public record MembersReport(EtcdClusterId etcdClusterId, List<MemberReport> members, List<Alarm> alarms) {
    private static final String NOSPACE = "NOSPACE";
    /** Of the quota: from here on somebody should look, while there is time. */
    private static final int NEAR_PERCENT = 80;
    /** So much of the quota, given back, makes it worth while to defragment. */
    private static final int WORTH_PERCENT = 20;

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
        members.forEach(member -> nearQuota(member).ifPresent(problems::add));
        return problems;
    }

    /** An alarm says it all by itself. */
    private Optional<Failure> nearQuota(MemberReport member) {
        if (member.answer().isEmpty()
                || member.answer().get().dbSizeQuota().isEmpty()
                || alarms.stream()
                        .anyMatch(
                                alarm -> alarm.memberId().equals(member.member().id()))) {
            return Optional.empty();
        }
        MemberReport.Answer answer = member.answer().get();
        long quota = answer.dbSizeQuota().getAsLong();
        double percent = 100.0 * answer.dbSize() / quota;
        if (percent < NEAR_PERCENT) {
            return Optional.empty();
        }
        long free = answer.dbSize() - answer.dbSizeInUse().orElse(answer.dbSize());
        return Optional.of(new Failure(
                ExitCode.ATTENTION,
                "the database of member " + member.name() + " has " + ByteText.of(answer.dbSize()) + " of the "
                        + ByteText.of(quota) + " that its quota allows (" + (long) percent
                        + " %); at the quota etcd takes no writes",
                100.0 * free / quota >= WORTH_PERCENT
                        ? "Defragment it ('etcdctl defrag'), one member after the other: " + ByteText.of(free)
                                + " of it are free"
                        : "Look at what it holds with 'inspect', delete what is not needed, then compact and defragment"
                                + " ('etcdctl compact', 'etcdctl defrag'); or raise --quota-backend-bytes"));
    }

    private String name(Alarm alarm) {
        return members.stream()
                .filter(member -> member.member().id().equals(alarm.memberId()))
                .map(MemberReport::name)
                .findFirst()
                .orElseGet(() -> alarm.memberId().toString());
    }
}
