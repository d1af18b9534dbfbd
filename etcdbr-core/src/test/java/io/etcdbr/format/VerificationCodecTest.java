package io.etcdbr.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.EtcdbrException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class VerificationCodecTest {
    private static final BackupId ID =
            BackupId.parse("20261120T143005Z-r1-7f3a9c").orElseThrow();

    @Test
    void aVerificationIsReadBackAsItWasWritten() {
        Verification verification = new Verification(
                FormatVersion.CURRENT,
                ID,
                VerificationLevel.PLAIN,
                VerificationResult.DAMAGED,
                Instant.parse("2026-11-21T00:00:00.123456Z"),
                new Tool("etcdbr", "0.1.0"),
                List.of(new Finding(Finding.Severity.ERROR, ID + ".snapshot.db", "the digest differs")),
                Optional.empty());
        assertThat(VerificationCodec.decode(VerificationCodec.encode(verification), "verification"))
                .isEqualTo(verification);
        assertThat(verification.name()).hasToString(ID + ".verification-20261121T000000Z-plain-damaged.json");
    }

    @Test
    void whatTheDatabaseSaysOfItselfIsReadBackAsItWasWritten() {
        Member member = new Member(
                new MemberId(-1), "one", List.of("https://10.0.0.1:2380"), List.of("https://10.0.0.1:2379"), true);
        for (DatabaseSummary database : List.of(
                new DatabaseSummary(
                        new DatabaseSummary.Hash(0x00ffee01),
                        12,
                        OptionalLong.of(5),
                        OptionalLong.of(7),
                        3,
                        40,
                        1 << 20,
                        Optional.of("3.6.0"),
                        Optional.of("3.6.0"),
                        Optional.of("3.5.0"),
                        List.of(member),
                        List.of(new Alarm(new MemberId(1), "NOSPACE")),
                        List.of(new DatabaseSummary.Bucket("key", 12), new DatabaseSummary.Bucket("meta", 28))),
                new DatabaseSummary(
                        new DatabaseSummary.Hash(-1),
                        0,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        0,
                        0,
                        20480,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of()))) {
            Verification verification = new Verification(
                    FormatVersion.CURRENT,
                    ID,
                    VerificationLevel.DEEP,
                    VerificationResult.SOUND,
                    Instant.parse("2026-11-21T00:00:00Z"),
                    new Tool("etcdbr", "0.1.0"),
                    List.of(),
                    Optional.of(database));
            assertThat(VerificationCodec.decode(VerificationCodec.encode(verification), "verification"))
                    .isEqualTo(verification);
        }
    }

    @Test
    void aHashIsWrittenAsEtcdutlPrintsIt() {
        assertThat(new DatabaseSummary.Hash(0x00ffee01)).hasToString("ffee01");
        assertThat(DatabaseSummary.Hash.parse("ffffffff")).contains(new DatabaseSummary.Hash(-1));
        assertThat(DatabaseSummary.Hash.parse("0")).contains(new DatabaseSummary.Hash(0));
        for (String wrong : List.of("", "00", "0ffee01", "FFEE01", "1ffffffff", "-1")) {
            assertThat(DatabaseSummary.Hash.parse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void aMistakeIsNamedWithItsPlace() {
        byte[] bytes = ("{\"formatVersion\":\"1.0\",\"id\":\"" + ID + "\",\"level\":\"odd\"}")
                .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> VerificationCodec.decode(bytes, "verification x"))
                .isInstanceOf(EtcdbrException.class)
                .hasMessageStartingWith("verification x: field level is \"odd\"; expected \"stored\"");
    }
}
