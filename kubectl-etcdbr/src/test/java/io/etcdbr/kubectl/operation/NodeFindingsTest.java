package io.etcdbr.kubectl.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeFindingsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final NodeFindings FINDINGS = new NodeFindings(NOW, OptionalLong.empty());

    @ParameterizedTest
    @CsvSource({"-5.0", "0.3", "5.0", "null"})
    void aStoreWhoseClockIsFiveSecondsOffIsWell(String ahead) {
        assertThat(storeWithClock(ahead))
                .isEqualTo(Finding.ok("store", "cp1, s3://b/etcd", "an object was written, read back and removed"));
    }

    @ParameterizedTest
    @CsvSource({"5.6, 6 s ahead of", "-7.2, 7 s behind"})
    void aStoreWhoseClockIsFurtherOffNeedsAttention(String ahead, String said) {
        assertThat(storeWithClock(ahead))
                .isEqualTo(Finding.warning(
                        "clock",
                        "cp1, s3://b/etcd",
                        "the store's clock is " + said + " the node's",
                        "Let both follow an NTP server: ids and retention go by these clocks"));
    }

    @Test
    void nodesWhoseClocksAreFiveSecondsApartAgree() {
        assertThat(FINDINGS.clocks(List.of(clockAt(NOW), clockAt(NOW.plusSeconds(3)), clockAt(NOW.minusSeconds(2)))))
                .containsExactly(Finding.ok("clock", "nodes", "the nodes' clocks agree"));
    }

    @Test
    void nodesWhoseClocksAreFurtherApartNeedAttention() {
        assertThat(FINDINGS.clocks(List.of(clockAt(NOW), clockAt(NOW.plusSeconds(3)), clockAt(NOW.minusSeconds(3)))))
                .containsExactly(Finding.warning(
                        "clock",
                        "nodes",
                        "the nodes' clocks are at least 6 s apart",
                        "Let them follow an NTP server: etcd's leases and certificates go by these clocks"));
    }

    /** It may have read its clock at any moment until then. */
    @Test
    void aNodeThatTookLongToAnswerIsNotTakenForOneWithAnotherClock() {
        assertThat(FINDINGS.clocks(List.of(clockAt(NOW), heardAfter(20, NOW.plusSeconds(1)), heardAfter(20, NOW))))
                .containsExactly(Finding.ok("clock", "nodes", "the nodes' clocks agree"));
        assertThat(FINDINGS.clocks(List.of(clockAt(NOW), heardAfter(20, NOW.minusSeconds(6)))))
                .extracting(Finding::message)
                .containsExactly("the nodes' clocks are at least 6 s apart");
        assertThat(FINDINGS.clocks(List.of(clockAt(NOW), heardAfter(20, NOW.plusSeconds(27)))))
                .extracting(Finding::message)
                .containsExactly("the nodes' clocks are at least 7 s apart");
    }

    /** Its clock may be right and the one here wrong. */
    @Test
    void theClockOfASingleNodeIsNotJudged() {
        assertThat(FINDINGS.clocks(List.of(clockAt(NOW.plusSeconds(3600))))).isEmpty();
    }

    private static Finding storeWithClock(String ahead) {
        NodeLook look = look("{\"stores\":[{\"store\":\"s3://b/etcd\",\"clockAheadSeconds\":" + ahead + "}]}");
        return FINDINGS.of(look).stream()
                .filter(finding -> finding.subject().contains("s3://"))
                .findFirst()
                .orElseThrow();
    }

    private static NodeLook clockAt(Instant time) {
        return look("{\"time\":\"" + time + "\"}");
    }

    private static NodeLook heardAfter(int seconds, Instant time) {
        return new NodeLook("cp2", NOW, NOW.plusSeconds(seconds), ScriptedPods.object("{\"time\":\"" + time + "\"}"));
    }

    private static NodeLook look(String report) {
        return new NodeLook("cp1", NOW, NOW, ScriptedPods.object(report));
    }
}
