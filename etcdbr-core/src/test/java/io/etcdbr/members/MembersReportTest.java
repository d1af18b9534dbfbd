package io.etcdbr.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Alarm;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Member;
import io.etcdbr.format.MemberId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MembersReportTest {
    private static final long GIB = 1L << 30;
    private static final MemberId ID = new MemberId(1);

    @Test
    void aDatabaseWithRoomIsNoProblem() {
        assertThat(problems(2 * GIB, OptionalLong.of(GIB), OptionalLong.of(8 * GIB)))
                .isEmpty();
        assertThat(problems(2 * GIB, OptionalLong.of(GIB), OptionalLong.empty()))
                .isEmpty();
    }

    @Test
    void aDatabaseNearItsQuotaNeedsAttention() {
        assertThat(problems(7 * GIB, OptionalLong.of(7 * GIB), OptionalLong.of(8 * GIB)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(ExitCode.ATTENTION))
                .satisfies(problem -> assertThat(problem.sentence())
                        .startsWith(
                                "the database of member cp1 has 7.0 GiB of the 8.0 GiB that its quota allows (87 %)")
                        .contains("raise --quota-backend-bytes"));
    }

    @Test
    void whereMuchOfItIsFreeDefragmentingIsEnough() {
        assertThat(problems(7 * GIB, OptionalLong.of(GIB), OptionalLong.of(8 * GIB)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.remedy())
                        .startsWith("Defragment it")
                        .endsWith("6.0 GiB of it are free")
                        .doesNotContain("--quota-backend-bytes"));
    }

    @Test
    void theAlarmSaysItAllByItself() {
        MembersReport full = new MembersReport(
                new EtcdClusterId(1),
                List.of(member(8 * GIB, OptionalLong.of(8 * GIB), OptionalLong.of(8 * GIB))),
                List.of(new Alarm(ID, "NOSPACE")));

        assertThat(full.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(ExitCode.NO_SPACE));
    }

    private static List<Failure> problems(long size, OptionalLong inUse, OptionalLong quota) {
        return new MembersReport(new EtcdClusterId(1), List.of(member(size, inUse, quota)), List.of()).problems();
    }

    private static MemberReport member(long size, OptionalLong inUse, OptionalLong quota) {
        return new MemberReport(
                new Member(ID, "cp1", List.of(), List.of("https://10.0.0.1:2379"), false),
                Optional.of(new MemberReport.Answer(
                        "https://10.0.0.1:2379", true, "3.5.21", Optional.empty(), size, inUse, quota, 7, 8, 8, 2)),
                "");
    }
}
