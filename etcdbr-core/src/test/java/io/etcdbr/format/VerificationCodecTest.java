package io.etcdbr.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.EtcdbrException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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
                List.of(new Finding(Finding.Severity.ERROR, ID + ".snapshot.db", "the digest differs")));
        assertThat(VerificationCodec.decode(VerificationCodec.encode(verification), "verification"))
                .isEqualTo(verification);
        assertThat(verification.name()).hasToString(ID + ".verification-20261121T000000Z-plain-damaged.json");
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
