package io.etcdbr.output;

import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import io.etcdbr.output.Table.Column;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One line a member, as {@code etcdctl endpoint status --cluster} has it. */
final class MembersText {
    private final OutputStyle style;

    MembersText(OutputStyle style) {
        this.style = style;
    }

    void print(MembersReport report, Appendable out) throws IOException {
        boolean wide = style.format() == OutputFormat.WIDE;
        Table table = new Table(List.of(
                new Column("MEMBER", false, Column.ESSENTIAL),
                new Column("STATE", false, Column.ESSENTIAL),
                new Column("ROLE", false, 9),
                new Column("VERSION", false, 8),
                new Column("DB SIZE", true, 7),
                new Column("IN USE", true, 5),
                new Column("QUOTA", true, 6),
                new Column("REVISION", true, 4),
                new Column("RAFT INDEX", true, 3),
                new Column("TERM", true, 2),
                new Column(wide ? "ID" : "", false, 1)));
        report.members().forEach(member -> table.add(row(report, member, wide)));
        table.print(out, style.room(), style.colour());
    }

    private static List<Cell> row(MembersReport report, MemberReport member, boolean wide) {
        String id = wide ? member.member().id().toString() : "";
        String name = HumanText.safe(member.name());
        List<String> alarms = report.alarms().stream()
                .filter(alarm -> alarm.memberId().equals(member.member().id()))
                .map(alarm -> HumanText.safe(alarm.alarm()))
                .toList();
        return member.answer()
                .map(answer -> List.of(
                        Cell.of(name),
                        alarms.isEmpty()
                                ? new Cell("healthy", Colour.GOOD)
                                : new Cell(String.join(",", alarms), Colour.BAD),
                        Cell.of(answer.leader() ? "leader" : member.member().learner() ? "learner" : "follower"),
                        Cell.of(HumanText.safe(answer.version())),
                        Cell.of(HumanText.size(answer.dbSize())),
                        size(answer.dbSizeInUse()),
                        size(answer.dbSizeQuota()),
                        Cell.of(answer.revision()),
                        Cell.of(answer.raftIndex()),
                        Cell.of(answer.raftTerm()),
                        Cell.of(id)))
                .orElseGet(() -> List.of(
                        Cell.of(name),
                        new Cell(state("unreachable", alarms), Colour.BAD),
                        Cell.of(member.member().learner() ? "learner" : ""),
                        Cell.of(""),
                        Cell.of(""),
                        Cell.of(""),
                        Cell.of(""),
                        Cell.of(""),
                        Cell.of(""),
                        Cell.of(""),
                        Cell.of(id)));
    }

    /** Any member may tell of an alarm, also of one that does not answer itself. */
    private static String state(String reached, List<String> alarms) {
        return Stream.concat(Stream.of(reached), alarms.stream()).collect(Collectors.joining(","));
    }

    private static Cell size(OptionalLong bytes) {
        return Cell.of(bytes.isPresent() ? HumanText.size(bytes.getAsLong()) : "");
    }
}
