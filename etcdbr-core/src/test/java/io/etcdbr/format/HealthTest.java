package io.etcdbr.format;

import static io.etcdbr.format.VerificationLevel.DEEP;
import static io.etcdbr.format.VerificationLevel.PLAIN;
import static io.etcdbr.format.VerificationLevel.STORED;
import static io.etcdbr.format.VerificationResult.DAMAGED;
import static io.etcdbr.format.VerificationResult.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final BackupId ID =
            BackupId.parse("20261120T143005Z-r1-7f3a9c").orElseThrow();

    @Test
    void nobodyLookedIsUnverifiedAndTheNewestSoundOneCounts() {
        assertThat(Health.of(List.of())).isEqualTo(Health.UNVERIFIED);
        ObjectName.Verification newest = verification(2, STORED, SOUND);
        assertThat(Health.decisive(List.of(newest, verification(1, DEEP, SOUND))))
                .contains(newest);
        assertThat(Health.of(List.of(newest))).isEqualTo(Health.VERIFIED);
    }

    @Test
    void damageStandsUntilALookAsDeepAsItsOwnIsSound() {
        for (VerificationLevel found : VerificationLevel.values()) {
            for (VerificationLevel later : VerificationLevel.values()) {
                ObjectName.Verification damage = verification(1, found, DAMAGED);
                Health health = Health.of(List.of(damage, verification(2, later, SOUND)));
                assertThat(health)
                        .as("%s after %s", later, found)
                        .isEqualTo(later.compareTo(found) >= 0 ? Health.VERIFIED : Health.DAMAGED);
            }
        }
    }

    @Test
    void theNewestDamageThatStandsIsTheOneThatCounts() {
        ObjectName.Verification deep = verification(1, DEEP, DAMAGED);
        ObjectName.Verification plain = verification(2, PLAIN, DAMAGED);
        ObjectName.Verification sound = verification(3, PLAIN, SOUND);
        assertThat(Health.decisive(List.of(deep, plain))).contains(plain);
        assertThat(Health.decisive(List.of(deep, plain, sound))).contains(deep);
    }

    @Test
    void ofTheSameSecondDamageCounts() {
        ObjectName.Verification damage = verification(1, STORED, DAMAGED);
        assertThat(Health.decisive(List.of(damage, verification(1, DEEP, SOUND))))
                .contains(damage);
    }

    private static ObjectName.Verification verification(
            long second, VerificationLevel level, VerificationResult result) {
        return new ObjectName.Verification(ID, Instant.ofEpochSecond(second), level, result);
    }
}
