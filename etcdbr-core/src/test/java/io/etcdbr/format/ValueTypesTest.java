package io.etcdbr.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypesTest {

    @Property
    void anEtcdIdHasOneSpelling(@ForAll long id) {
        String text = new EtcdClusterId(id).toString();
        assertThat(text).hasSize(16).isEqualTo(String.format("%016x", id));
        assertThat(EtcdClusterId.parse(text)).contains(new EtcdClusterId(id));
        assertThat(MemberId.parse(text)).contains(new MemberId(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ff", "00000000000000FF", "00000000000000fg", "000000000000000ff", "-000000000000001"})
    void anotherSpellingIsNoEtcdId(String text) {
        assertThat(EtcdClusterId.parse(text)).isEmpty();
        assertThat(MemberId.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "0",
                "prod",
                "prod-1.eu",
                "a..b",
                "a23456789012345678901234567890123456789012345678901234567890123"
            })
    void theseAreClusterNames(String name) {
        assertThat(ClusterName.parse(name)).contains(new ClusterName(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "a-",
                ".a",
                "a.",
                "Prod",
                "a_b",
                "a/b",
                "..",
                "a b",
                "ä",
                "a\n",
                "a234567890123456789012345678901234567890123456789012345678901234"
            })
    void theseAreNot(String name) {
        assertThat(ClusterName.parse(name)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterName(name))
                .withMessageContaining("expected 1 to 63 lower-case letters");
    }

    @Test
    void aDigestIsWrittenInHexadecimalDigits() {
        Sha256 empty = Sha256.digestOf(new byte[0]);
        assertThat(empty).hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Sha256.of(empty.bytes())).isEqualTo(empty);
        assertThat(Sha256.parse(empty.hex().toUpperCase(Locale.ROOT))).isEmpty();
    }

    @Test
    void aDataObjectIsNamedByItsCompression() {
        BackupId id = BackupId.parse("20261120T143005Z-r1-7f3a9c").orElseThrow();
        ObjectName.Data name = new ObjectName.Data(id, DataKind.SNAPSHOT, CompressionAlgorithm.ZSTD, false);
        Sha256 digest = Sha256.digestOf(new byte[0]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DataObject(name, 0, digest, 0, digest, Compression.NONE));
    }
}
