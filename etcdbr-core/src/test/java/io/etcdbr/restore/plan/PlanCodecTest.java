package io.etcdbr.restore.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCodecTest {
    private static final RestorePlan PLAN = PlanFixture.plan(3);
    private static final String TEXT = new String(PlanCodec.encode(PLAN), StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void whatIsWrittenIsReadBackEqual(int nodes) {
        RestorePlan plan = PlanFixture.plan(nodes);
        byte[] bytes = PlanCodec.encode(plan);

        assertThat(PlanCodec.decode(bytes, "plan")).isEqualTo(plan);
        assertThat(PlanCodec.digest(plan)).isEqualTo(Sha256.digestOf(bytes));
    }

    @Test
    void aFileAndAbsentMembersAreKeptToo() {
        RestorePlan whole = PlanFixture.plan(2, List.of(new AbsentMember("cp3", "cp3", "powered off, ticket 4711")));
        PlannedBackup stored = whole.backup();
        RestorePlan plan = new RestorePlan(
                whole.id(),
                whole.cluster(),
                new PlannedBackup(
                        new BackupSource.LocalFile("./snapshot.db"),
                        stored.plainSha256(),
                        stored.plainSize(),
                        stored.revision(),
                        stored.keys(),
                        stored.hash(),
                        Optional.empty()),
                whole.etcd(),
                whole.participants(),
                whole.absent(),
                whole.samples(),
                whole.deadlines(),
                whole.keepOldDays());

        assertThat(PlanCodec.decode(PlanCodec.encode(plan), "plan")).isEqualTo(plan);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "keepOldDays": 7        | "keepOldDays": "7"      | field keepOldDays is "7"; expected a number of days
                    "node": "cp2"           | "node": "CP2"           | 'CP2' is not the name of a node
                    "node": "cp2"           | "nodes": "cp2"          | field participants[1].node is missing
                    "gate": 120             | "gate": 0               | field deadlines.gate is 0; expected a number of seconds
                    "bump": 1005000         | "bump": 5000            | not above the live revision 9000
                    "token": "etcdbr-       | "token": "etcd-         | the token is 'etcd-r20261120t143005-7f3a9c'
                    /etcd.yaml              | /../etcd.yaml           | has a part '..'
                    "keys": 812             | "keys": 812, "x": 1     | field backup.x is not known
                    "keys": 812             | "keys":  812            | it was changed
                    https://10.0.0.12:2380  | https://10.0.0.19:2380  | the new member id of cp2
                    """)
    void whatIsWrongIsRefusedWithItsPlace(String from, String to, String said) {
        byte[] bytes = TEXT.replace(from, to).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> PlanCodec.decode(bytes, "plan p.json"))
                .isInstanceOfSatisfying(
                        EtcdbrException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(ExitCode.DAMAGED))
                .hasMessageContaining("plan p.json: ")
                .hasMessageContaining(said);
    }

    @Test
    void aPlanOfALaterVersionIsRefused() {
        byte[] bytes = TEXT.replace("\"version\": 1,", "\"version\": 2,").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> PlanCodec.decode(bytes, "plan"))
                .isInstanceOfSatisfying(
                        EtcdbrException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(ExitCode.REFUSED));
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> PlanCodec.decode(cut, "plan")).isInstanceOf(EtcdbrException.class);
        }
    }
}
