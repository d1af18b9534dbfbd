package io.etcdbr.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.format.Alarm;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Member;
import io.etcdbr.format.MemberId;
import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MembersTextTest {
    private static final MemberId HERE = new MemberId(1);
    private static final MemberId AWAY = new MemberId(2);

    @Test
    void aMemberWithoutAnAlarmIsHealthyOrUnreachable() throws IOException {
        assertThat(states()).containsExactly("cp1 healthy", "cp2 unreachable");
    }

    @Test
    void anAlarmStandsAtItsMember() throws IOException {
        assertThat(states(new Alarm(HERE, "NOSPACE"))).containsExactly("cp1 NOSPACE", "cp2 unreachable");
    }

    /** The others still tell of it, and it keeps the whole of etcd from writing. */
    @Test
    void anAlarmOfAMemberThatIsAwayIsShownToo() throws IOException {
        assertThat(states(new Alarm(AWAY, "NOSPACE"))).containsExactly("cp1 healthy", "cp2 unreachable,NOSPACE");
    }

    private static List<String> states(Alarm... alarms) throws IOException {
        MembersReport report = new MembersReport(
                new EtcdClusterId(1),
                List.of(
                        new MemberReport(
                                member(HERE, "cp1"),
                                Optional.of(new MemberReport.Answer(
                                        "https://10.0.0.1:2379",
                                        true,
                                        "3.5.21",
                                        Optional.empty(),
                                        1,
                                        OptionalLong.empty(),
                                        OptionalLong.empty(),
                                        7,
                                        8,
                                        8,
                                        2)),
                                ""),
                        new MemberReport(member(AWAY, "cp2"), Optional.empty(), "connection refused")),
                List.of(alarms));
        StringBuilder out = new StringBuilder();
        new MembersText(new OutputStyle(OutputFormat.TABLE, 200, false, Instant.EPOCH)).print(report, out);
        return out.toString()
                .lines()
                .skip(1)
                .map(line -> line.split(" +"))
                .map(cells -> cells[0] + " " + cells[1])
                .toList();
    }

    private static Member member(MemberId id, String name) {
        return new Member(id, name, List.of(), List.of("https://10.0.0.1:2379"), false);
    }
}
