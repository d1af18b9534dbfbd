package io.etcdbr.job.command;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.command.Choices;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.EtcdSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.job.etcd.ClusterState;
import io.etcdbr.job.etcd.EtcdSource;
import io.etcdbr.job.etcd.EtcdSources;
import io.etcdbr.job.etcd.MemberState;
import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import io.etcdbr.output.OutputFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code etcdbr-job members}. */
final class MembersVerb implements Verb {

    private record Options(EtcdSettings etcd, OutputFormat format) {}

    @Override
    public String name() {
        return "members";
    }

    @Override
    public String summary() {
        return "Show etcd's members: health, leader, learners, versions, database sizes, alarms";
    }

    @Override
    public List<String> description() {
        return List.of(
                "One endpoint is enough: the others are learned from it. Ends with an error if a member cannot be"
                        + " reached, if there is no leader, if an alarm is raised, or if a database has four fifths of its quota.");
    }

    @Override
    public List<String> examples() {
        return List.of("members -o json");
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(EtcdSettings.USED.stream(), Stream.of(Setting.OUTPUT))
                .toList();
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(MembersVerb::options);
        MembersReport report;
        try (EtcdSource etcd = EtcdSources.open(options.etcd);
                Cancellation.Registration _ = call.cancellation().onCancel(etcd::close)) {
            report = report(etcd);
        }
        call.print(options.format, (printer, out) -> printer.members(report, out));
        return new Outcome(report.problems(), "Members shown.", Map.of());
    }

    private static MembersReport report(EtcdSource etcd) {
        ClusterState state = etcd.look();
        return new MembersReport(
                state.id(),
                state.members().stream().map(member -> report(member, etcd)).toList(),
                state.alarms());
    }

    private static MemberReport report(MemberState state, EtcdSource etcd) {
        return switch (state) {
            case MemberState.Unreachable away -> new MemberReport(away.member(), Optional.empty(), away.why());
            case MemberState.Reachable there ->
                new MemberReport(
                        there.member(),
                        Optional.of(new MemberReport.Answer(
                                there.endpoint().toString(),
                                there.leader(),
                                there.version(),
                                there.storageVersion(),
                                there.dbSize(),
                                there.dbSizeInUse(),
                                etcd.quota(there),
                                there.revision(),
                                there.raftIndex(),
                                there.raftApplied(),
                                there.raftTerm())),
                        "");
        };
    }

    private static Options options(Settings settings) {
        return new Options(EtcdSettings.from(settings), Choices.format(settings));
    }
}
