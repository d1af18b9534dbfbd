package io.etcdbr.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.Compression;
import io.etcdbr.format.CompressionAlgorithm;
import io.etcdbr.format.DataKind;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.ObjectName;
import io.etcdbr.format.Sha256;
import io.etcdbr.storage.StoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EncodingTest {
    // Made for these tests with age-keygen; they open nothing else.
    private static final String SECRET = "AGE-SECRET-KEY-1YWYVTN5XQR96UG5JT4AWLJ5EHEAZJPMSJ7LUX4GRJXK6EYF6PJ8SUXDDEV";
    private static final String PUBLIC = "age1ealsmm9r3cgtk8f92md774a3fxy0pd7eaqrmwd9qkhdfc204t43swm9ck9";
    private static final int FRAME = 4096;

    @TempDir
    private Path folder;

    static Stream<Arguments> encodings() {
        return Stream.of(CompressionAlgorithm.values())
                .flatMap(compression -> Stream.of(true, false).map(encrypted -> Arguments.of(compression, encrypted)));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void whatWasEncodedIsReadBack(CompressionAlgorithm compression, boolean encrypted) throws Exception {
        for (int sectors : new int[] {1, 7, 8, 9, 64, 1000}) {
            byte[] snapshot = SnapshotDigestTest.snapshot(sectors, sectors);
            Stored stored = encode(compression, encrypted, snapshot);
            assertThat(stored.encoded.plain().size()).isEqualTo(snapshot.length);
            assertThat(stored.encoded.plain().sha256()).isEqualTo(Sha256.digestOf(snapshot));
            assertThat(stored.encoded.storedSize()).isEqualTo(stored.bytes.length);
            assertThat(stored.encoded.storedSha256()).isEqualTo(Sha256.digestOf(stored.bytes));
            assertThat(stored.decode(stored.bytes).readAllBytes()).isEqualTo(snapshot);
            Decoder.checkStored(
                    new ByteArrayInputStream(stored.bytes), stored.encoded.storedSize(), stored.encoded.storedSha256());
        }
    }

    @ParameterizedTest
    @CsvSource({"ZSTD, zstd", "GZIP, gzip"})
    void theRealProgramsGiveTheSnapshotWithoutEtcdbr(CompressionAlgorithm compression, String program)
            throws Exception {
        assumeTrue(isInstalled("age") && isInstalled(program), "age or " + program + " is not installed");
        byte[] snapshot = SnapshotDigestTest.snapshot(3000, 5);
        Stored stored = encode(compression, true, snapshot);
        Path object = Files.write(folder.resolve("object"), stored.bytes);
        Path key = Files.writeString(folder.resolve("key"), SECRET + "\n");
        Process process = new ProcessBuilder("sh", "-c", "age -d -i " + key + " " + object + " | " + program + " -d")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.getInputStream().readAllBytes()).isEqualTo(snapshot);
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void whatTheRealAgeAndZstdWroteIsRead() throws Exception {
        assumeTrue(isInstalled("age") && isInstalled("zstd"), "age or zstd is not installed");
        byte[] snapshot = SnapshotDigestTest.snapshot(3000, 6);
        Path plain = Files.write(folder.resolve("plain"), snapshot);
        Path object = folder.resolve("object");
        Process process = new ProcessBuilder("sh", "-c", "zstd -q -c " + plain + " | age -r " + PUBLIC + " > " + object)
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        byte[] bytes = Files.readAllBytes(object);
        DataObject expected = new DataObject(
                name(CompressionAlgorithm.ZSTD, true),
                snapshot.length,
                Sha256.digestOf(snapshot),
                bytes.length,
                Sha256.digestOf(bytes),
                compression(CompressionAlgorithm.ZSTD));
        assertThat(new Decoder(new ByteArrayInputStream(bytes), expected, new SnapshotDigest(), identities())
                        .readAllBytes())
                .isEqualTo(snapshot);
    }

    @Test
    void theSeekTableFindsEveryFrame() throws Exception {
        byte[] snapshot = SnapshotDigestTest.snapshot(100, 1);
        byte[] stored = encode(CompressionAlgorithm.ZSTD, false, snapshot).bytes;
        ByteBuffer file = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        int frames = file.getInt(stored.length - 9);
        assertThat(file.getInt(stored.length - 4)).isEqualTo(0x8F92EAB1);
        assertThat(file.get(stored.length - 5)).isEqualTo((byte) 0x80);
        assertThat(frames).isEqualTo((snapshot.length + FRAME - 1) / FRAME);
        int table = stored.length - 9 - 12 * frames;
        assertThat(file.getInt(table - 8)).isEqualTo(0x184D2A5E);
        assertThat(file.getInt(table - 4)).isEqualTo(12 * frames + 9);
        int at = 0;
        for (int i = 0; i < frames; i++) {
            int size = file.getInt(table + 12 * i);
            int plainSize = file.getInt(table + 12 * i + 4);
            byte[] frame = Arrays.copyOfRange(stored, at, at + size);
            assertThat(com.github.luben.zstd.Zstd.decompress(frame, plainSize))
                    .isEqualTo(Arrays.copyOfRange(snapshot, i * FRAME, i * FRAME + plainSize));
            assertThat(file.getInt(table + 12 * i + 8)).isEqualTo(file.getInt(at + size - 4));
            at += size;
        }
        assertThat(at).isEqualTo(table - 8);
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void noChangedByteIsEverReadAsGood(CompressionAlgorithm compression, boolean encrypted) throws Exception {
        Stored stored = encode(compression, encrypted, SnapshotDigestTest.snapshot(20, 3));
        for (int at = 0; at < stored.bytes.length; at += 1 + at / 50) {
            byte[] changed = stored.bytes.clone();
            changed[at] ^= 0x01;
            assertThatThrownBy(() -> stored.decode(changed).readAllBytes())
                    .as("byte " + at)
                    .isInstanceOfAny(DamagedException.class, IdentityException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void noCutIsEverReadAsTheEnd(CompressionAlgorithm compression, boolean encrypted) throws Exception {
        Stored stored = encode(compression, encrypted, SnapshotDigestTest.snapshot(20, 4));
        for (int length = 0; length < stored.bytes.length; length += 1 + length / 50) {
            byte[] cut = Arrays.copyOf(stored.bytes, length);
            assertThatThrownBy(() -> stored.decode(cut).readAllBytes())
                    .as("cut to " + length)
                    .isInstanceOf(DamagedException.class);
        }
        byte[] longer = Arrays.copyOf(stored.bytes, stored.bytes.length + 1);
        assertThatThrownBy(() -> stored.decode(longer).readAllBytes()).isInstanceOf(DamagedException.class);
    }

    @Test
    void aForeignIdentityIsToldApartFromDamage() throws Exception {
        Stored stored = encode(CompressionAlgorithm.ZSTD, true, SnapshotDigestTest.snapshot(2, 1));
        assertThatThrownBy(() -> new Decoder(
                        new ByteArrayInputStream(stored.bytes),
                        stored.expected,
                        new SnapshotDigest(),
                        otherIdentities()))
                .isInstanceOf(IdentityException.class)
                .hasMessage("none of the given identities opens it");
    }

    @Test
    void aStoreThatBreaksOffIsToldApartFromDamage() throws Exception {
        Stored stored = encode(CompressionAlgorithm.ZSTD, true, SnapshotDigestTest.snapshot(300, 1));
        StoreException cut = new StoreException(StoreException.Reason.UNAVAILABLE, "connection cut", "");
        for (int after : new int[] {0, 10, 150, 500, stored.bytes.length - 1}) {
            InputStream breaking = new java.io.SequenceInputStream(
                    new ByteArrayInputStream(stored.bytes, 0, after), new InputStream() {
                        @Override
                        public int read() throws IOException {
                            throw cut;
                        }
                    });
            assertThatThrownBy(() ->
                            new Decoder(breaking, stored.expected, new SnapshotDigest(), identities()).readAllBytes())
                    .isSameAs(cut);
        }
    }

    @Test
    void aBrokenSnapshotNeverFinishes() throws Exception {
        byte[] snapshot = SnapshotDigestTest.snapshot(20, 3);
        snapshot[100] ^= 1;
        assertThatThrownBy(() -> encode(CompressionAlgorithm.ZSTD, false, snapshot))
                .isInstanceOf(DamagedException.class);
    }

    @Test
    void aSecretKeyIsRefusedAsRecipientAndNotRepeated() {
        assertThatThrownBy(() -> new AgeRecipient(SECRET))
                .hasMessageContaining("a recipient is the public key")
                .hasMessageNotContaining(SECRET);
        assertThatThrownBy(() -> new AgeRecipient("age1nonsense")).hasMessageContaining("not an age X25519 recipient");
    }

    @Test
    void anIdentityFileSaysWhichLineIsWrongWithoutRepeatingIt() {
        String damaged = SECRET.substring(0, SECRET.length() - 1) + "P";
        assertThatThrownBy(() -> AgeIdentities.parse("# comment\n\n" + damaged + "\n", "key.txt"))
                .hasMessageContaining("key.txt line 3 is a damaged identity")
                .hasMessageNotContaining(damaged);
        assertThatThrownBy(() -> AgeIdentities.parse("# nothing\n", "key.txt"))
                .hasMessageContaining("holds no age identity");
        assertThatThrownBy(() -> AgeIdentities.parse("age-encryption.org/v1\n-> scrypt", "key.txt"))
                .hasMessageContaining("is itself encrypted");
        assertThat(identities().toString()).isEqualTo("AgeIdentities[1 redacted]");
    }

    static AgeIdentities identities() {
        return AgeIdentities.parse("# created by a test\n" + SECRET + "\n", "test");
    }

    private static AgeIdentities otherIdentities() {
        return AgeIdentities.parse(
                "AGE-SECRET-KEY-14NZV9EFZ6LWAAJSL95FM0R8JA4KF6N9JRZY623ALW9QQGCR42W0QHLTT9V", "test");
    }

    record Stored(byte[] bytes, Encoder.Encoded encoded, DataObject expected) {
        Decoder decode(byte[] changed) throws IOException {
            return new Decoder(
                    new ByteArrayInputStream(changed), expected, new SnapshotDigest(), EncodingTest.identities());
        }
    }

    static Stored encode(CompressionAlgorithm compression, boolean encrypted, byte[] snapshot) throws IOException {
        List<AgeRecipient> recipients = encrypted ? List.of(new AgeRecipient(PUBLIC)) : List.of();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Encoder encoder =
                new Encoder(new Encoding(compression(compression), recipients), new SnapshotDigest(), bytes)) {
            encoder.readFully(new ByteArrayInputStream(snapshot));
            Encoder.Encoded encoded = encoder.finish();
            return new Stored(
                    bytes.toByteArray(),
                    encoded,
                    new DataObject(
                            name(compression, encrypted),
                            encoded.plain().size(),
                            encoded.plain().sha256(),
                            encoded.storedSize(),
                            encoded.storedSha256(),
                            compression(compression)));
        }
    }

    private static ObjectName.Data name(CompressionAlgorithm compression, boolean encrypted) {
        BackupId id = BackupId.create(Instant.parse("2026-11-20T14:30:05Z"), 7);
        return new ObjectName.Data(id, DataKind.SNAPSHOT, compression, encrypted);
    }

    private static Compression compression(CompressionAlgorithm algorithm) {
        return switch (algorithm) {
            case NONE -> Compression.NONE;
            case GZIP -> Compression.gzip(6);
            case ZSTD -> Compression.zstd(3, FRAME);
        };
    }

    private static boolean isInstalled(String program) {
        return Stream.of("/usr/bin/", "/bin/", "/usr/local/bin/")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder + program)));
    }
}
