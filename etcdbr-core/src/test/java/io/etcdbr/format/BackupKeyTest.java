package io.etcdbr.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupKeyTest {
    private static final BackupId ID =
            BackupId.parse("20261120T143005Z-r48211907-7f3a9c").orElseThrow();
    private static final String PREFIX = "prod/00000000000000ff/20261120T143005Z-r48211907-7f3a9c";

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".snapshot.db",
                ".snapshot.db.zst",
                ".snapshot.db.gz.age",
                ".files.tar.zst.age",
                ".lock-20270101T000000Z",
                ".manifest.json",
                ".verification-20261121T000000Z-deep-damaged.json"
            })
    void everyShapeIsReadAndWritten(String tail) {
        assertThat(BackupKey.parse(PREFIX + tail)).hasValueSatisfying(key -> {
            assertThat(key).hasToString(PREFIX + tail);
            assertThat(key.name().id()).isEqualTo(ID);
            assertThat(key.epoch()).isEqualTo(new Epoch(new ClusterName("prod"), new EtcdClusterId(255)));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "prod",
                PREFIX,
                PREFIX + ".",
                PREFIX + ".snapshot",
                PREFIX + ".snapshot.db.age.zst",
                PREFIX + ".snapshot.db.zst.gz",
                PREFIX + ".snapshot.db.part",
                PREFIX + ".manifest.json.bak",
                PREFIX + ".manifest.JSON",
                PREFIX + ".lock-20270101",
                PREFIX + ".lock-20271301T000000Z",
                PREFIX + ".verification-20261121T000000Z-deep-odd.json",
                "/" + PREFIX + ".manifest.json",
                "backups/" + PREFIX + ".manifest.json",
                "Prod/00000000000000ff/20261120T143005Z-r1-7f3a9c.manifest.json",
                "prod/00000000000000FF/20261120T143005Z-r1-7f3a9c.manifest.json",
                "prod/ff/20261120T143005Z-r1-7f3a9c.manifest.json",
                "prod//20261120T143005Z-r1-7f3a9c.manifest.json"
            })
    void whatHasAnotherShapeIsNotOurs(String key) {
        assertThat(BackupKey.parse(key)).isEmpty();
    }

    @Property
    void anyNameIsReadBackAsItWasWritten(@ForAll("names") ObjectName name) {
        assertThat(ObjectName.parse(name.toString())).contains(name);
    }

    @Property
    void anyTextIsReadOrNotButNeverThrows(@ForAll String text) {
        assertThat(BackupKey.parse(text)).isEmpty();
        assertThat(ObjectName.parse(ID + "." + text).map(ObjectName::toString).orElse(ID + "." + text))
                .isEqualTo(ID + "." + text);
    }

    @Test
    void aVerificationIsNamedByTheWholeSecond() {
        Instant time = Instant.parse("2026-11-21T00:00:00.900Z");
        assertThat(new ObjectName.Verification(ID, time, VerificationLevel.PLAIN, VerificationResult.SOUND))
                .hasToString(ID + ".verification-20261121T000000Z-plain-sound.json");
    }

    @Provide
    Arbitrary<ObjectName> names() {
        Arbitrary<Instant> times =
                Arbitraries.longs().between(0, 253_402_300_799L).map(Instant::ofEpochSecond);
        Arbitrary<ObjectName> data = Combinators.combine(
                        Arbitraries.of(DataKind.class),
                        Arbitraries.of(CompressionAlgorithm.class),
                        Arbitraries.of(true, false))
                .as((kind, compression, encrypted) -> new ObjectName.Data(ID, kind, compression, encrypted));
        Arbitrary<ObjectName> verification = Combinators.combine(
                        times, Arbitraries.of(VerificationLevel.class), Arbitraries.of(VerificationResult.class))
                .as((time, level, result) -> new ObjectName.Verification(ID, time, level, result));
        return Arbitraries.oneOf(
                data,
                verification,
                times.map(time -> new ObjectName.Lock(ID, time)),
                Arbitraries.just(new ObjectName.Manifest(ID)));
    }
}
