package io.etcdbr.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestCodecTest {
    private static final Epoch EPOCH = new Epoch(new ClusterName("prod"), new EtcdClusterId(255));
    private static final BackupId ID =
            BackupId.parse("20261120T143005Z-r48211907-7f3a9c").orElseThrow();
    private static final Manifest FULL = ManifestFixture.full(EPOCH, ID);
    private static final byte[] FULL_BYTES = ManifestCodec.encode(FULL);

    @Test
    void aFullManifestIsReadBackAsItWasWritten() {
        assertThat(ManifestCodec.decode(FULL_BYTES, "manifest")).isEqualTo(FULL);
    }

    @Test
    void whatIsAbsentStaysAbsent() {
        Manifest plain = ManifestFixture.plain(EPOCH, ID, new byte[544]);
        byte[] bytes = ManifestCodec.encode(plain);
        assertThat(ManifestCodec.decode(bytes, "manifest")).isEqualTo(plain);
        assertThat(tree(bytes).keySet()).doesNotContain("files", "keyIndex", "encryption", "lockUntil");
        assertThat(tree(bytes).getAsJsonObject("snapshot").has("compression")).isFalse();
    }

    @Test
    void unknownFieldsAreKeptAndWrittenBackWhereTheyStood() {
        JsonObject newer = tree(FULL_BYTES);
        newer.addProperty("formatVersion", "1.7");
        newer.add("hints", JsonParser.parseString("{\"a\":[1,null,1.50,12345678901234567890123]}"));
        newer.getAsJsonObject("source").addProperty("zone", "eu-1");
        newer.getAsJsonArray("members").get(0).getAsJsonObject().addProperty("weight", 3);
        newer.getAsJsonObject("files")
                .getAsJsonArray("entries")
                .get(1)
                .getAsJsonObject()
                .addProperty("acl", "u:1");
        newer.getAsJsonObject("snapshot").getAsJsonObject("compression").addProperty("window", 27);

        Manifest read = decode(newer);

        assertThat(tree(ManifestCodec.encode(read))).isEqualTo(newer);
        assertThat(ManifestCodec.decode(ManifestCodec.encode(read), "manifest")).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({"2.0,made by a newer etcdbr", "17.3,made by a newer etcdbr", "0.9,made by no known etcdbr"})
    void anotherMajorVersionIsRefusedWhateverElseIsInIt(String version, String words) {
        byte[] bytes = ("{\"formatVersion\":\"" + version + "\"}").getBytes(StandardCharsets.UTF_8);
        EtcdbrException refused = failureOf(bytes);
        assertThat(refused.failure().code()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused).hasMessageContaining(words).hasMessageContaining("manifest prod/x");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        "field snapshot.plainSize is missing; expected a number of bytes",
                        root -> snapshot(root).remove("plainSize")),
                mistake(
                        "field snapshot.plainSize is -1; expected a number of bytes",
                        root -> snapshot(root).addProperty("plainSize", -1)),
                mistake(
                        "field snapshot.plainSize is 1.5; expected",
                        root -> snapshot(root).addProperty("plainSize", 1.5)),
                mistake(
                        "field snapshot.plainSize is \"12\"; expected",
                        root -> snapshot(root).addProperty("plainSize", "12")),
                mistake(
                        "field snapshot.plainSize is 9223372036854775808; expected",
                        root -> snapshot(root).add("plainSize", JsonParser.parseString("9223372036854775808"))),
                mistake(
                        "field snapshot.plainSize is 1E+999999999; expected",
                        root -> snapshot(root).add("plainSize", JsonParser.parseString("1e999999999"))),
                mistake(
                        "field snapshot.plainSize is 1E-999999999; expected",
                        root -> snapshot(root).add("plainSize", JsonParser.parseString("1e-999999999"))),
                mistake(
                        "field snapshot.storedSha256 is \"abc\"; expected a SHA-256",
                        root -> snapshot(root).addProperty("storedSha256", "abc")),
                mistake(
                        "field snapshot.object is other.db; expected " + ID + ".snapshot.db.zst.age",
                        root -> snapshot(root).addProperty("object", "other.db")),
                mistake(
                        "field snapshot.compression.algorithm is \"lzma\"; expected",
                        root -> snapshot(root).getAsJsonObject("compression").addProperty("algorithm", "lzma")),
                mistake(
                        "field snapshot.compression.frameSize is 0; expected",
                        root -> snapshot(root).getAsJsonObject("compression").addProperty("frameSize", 0)),
                mistake(
                        "field snapshot.object is " + ID + ".snapshot.db.zst.age; expected " + ID + ".snapshot.db.zst",
                        root -> root.remove("encryption")),
                mistake("field snapshot is []; expected an object", root -> root.add("snapshot", new JsonArray())),
                mistake("field members is {}; expected an array", root -> root.add("members", new JsonObject())),
                mistake(
                        "field members[0].id is \"zz\"; expected 16",
                        root -> root.getAsJsonArray("members")
                                .get(0)
                                .getAsJsonObject()
                                .addProperty("id", "zz")),
                mistake(
                        "field members[0].peerUrls[0] is 7; expected a text",
                        root -> root.getAsJsonArray("members")
                                .get(0)
                                .getAsJsonObject()
                                .getAsJsonArray("peerUrls")
                                .set(0, new JsonPrimitive(7))),
                mistake(
                        "field source.leader is \"no\"; expected true or false",
                        root -> root.getAsJsonObject("source").addProperty("leader", "no")),
                mistake("field source is null; expected an object", root -> root.add("source", null)),
                mistake(
                        "field files.entries[1].mode is \"999\"; expected up to four octal",
                        root -> root.getAsJsonObject("files")
                                .getAsJsonArray("entries")
                                .get(1)
                                .getAsJsonObject()
                                .addProperty("mode", "999")),
                mistake(
                        "field files.entries[2].target is missing",
                        root -> root.getAsJsonObject("files")
                                .getAsJsonArray("entries")
                                .get(2)
                                .getAsJsonObject()
                                .remove("target")),
                mistake(
                        "field revision is 7; expected 48211907, as in the id",
                        root -> root.addProperty("revision", 7)),
                mistake("field revisionAtMost is 7; expected", root -> root.addProperty("revisionAtMost", 7)),
                mistake(
                        "field startedAt is \"yesterday\"; expected a time",
                        root -> root.addProperty("startedAt", "yesterday")),
                mistake(
                        "field startedAt is \"+1000000000-01-01T00:00:00Z\"",
                        root -> root.addProperty("startedAt", "+1000000000-01-01T00:00:00Z")),
                mistake(
                        "field cluster.name is \"../x\"; expected a cluster name",
                        root -> root.getAsJsonObject("cluster").addProperty("name", "../x")),
                mistake("field formatVersion is 1; expected a version", root -> root.addProperty("formatVersion", 1)));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamedWithItsPlace(String sentence, Consumer<JsonObject> change) {
        JsonObject root = tree(FULL_BYTES);
        change.accept(root);
        EtcdbrException damaged = failureOf(
                new GsonBuilder().serializeNulls().create().toJson(root).getBytes(StandardCharsets.UTF_8));
        assertThat(damaged.failure().code()).isEqualTo(ExitCode.DAMAGED);
        assertThat(damaged).hasMessageStartingWith("manifest prod/x: " + sentence);
    }

    static Stream<Arguments> hostileTexts() {
        return Stream.of(
                Arguments.of("", "ends in the middle"),
                Arguments.of("{\"a\":", "ends in the middle"),
                Arguments.of("[]", "is JSON but not an object"),
                Arguments.of("{} {}", "is not JSON"),
                Arguments.of("{'a':1}", "is not JSON"),
                Arguments.of("{\"a\":NaN}", "is not JSON"),
                Arguments.of("{\"a\":01}", "is not JSON"),
                Arguments.of("{\"a\":1,}", "is not JSON"),
                Arguments.of("{\"a\":1,\"a\":2}", "has the field 'a' twice"),
                Arguments.of("{\"a\":" + "9".repeat(1 << 20) + "}", "is not JSON"),
                Arguments.of("{\"a\":" + "9".repeat(100) + "}", "has a number of 100 digits"),
                Arguments.of("{\"a\":1e99999999999}", "is not JSON"),
                Arguments.of("[".repeat(1 << 20), "is nested deeper than 32"),
                Arguments.of("{\"a\":".repeat(1 << 18), "is nested deeper than 32"),
                Arguments.of("{\"a\":[" + "[],".repeat(2 << 20) + "[]]}", "has more than 1000000 values"));
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void aHostileTextIsADamagedManifestAndNothingWorse(String text, String words) {
        EtcdbrException damaged = failureOf(text.getBytes(StandardCharsets.UTF_8));
        assertThat(damaged.failure().code()).isEqualTo(ExitCode.DAMAGED);
        assertThat(damaged).hasMessageContaining(words);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThat(failureOf(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
                .hasMessageContaining("is not UTF-8");
    }

    @Test
    void moreThanSixteenMebibytesAreRefusedUnread() {
        assertThat(failureOf(new byte[ManifestCodec.MAX_BYTES + 1])).hasMessageContaining("more than 16777216 bytes");
    }

    @Test
    void controlCharactersOfAnEnemyDoNotReachTheTerminal() {
        JsonObject root = tree(FULL_BYTES);
        root.addProperty("id", "\u001b[2J\u0007" + "x".repeat(500));
        assertThat(failureOf(root.toString().getBytes(StandardCharsets.UTF_8)).getMessage())
                .doesNotContainPattern("\\p{Cntrl}")
                .hasSizeLessThan(400);
    }

    @Property(tries = 2000)
    void anyChangedByteGivesAManifestOrAFailure(
            @ForAll @IntRange(max = 100_000) int place, @ForAll byte value, @ForAll boolean cut) {
        byte[] bytes = FULL_BYTES.clone();
        int at = place % bytes.length;
        bytes[at] = value;
        byte[] hostile = cut ? Arrays.copyOf(bytes, at) : bytes;
        try {
            ManifestCodec.decode(hostile, "manifest prod/x");
        } catch (EtcdbrException e) {
            assertThat(e.failure().code()).isIn(ExitCode.DAMAGED, ExitCode.REFUSED);
        }
    }

    private static Arguments mistake(String sentence, Consumer<JsonObject> change) {
        return Arguments.of(sentence, change);
    }

    private static JsonObject snapshot(JsonObject root) {
        return root.getAsJsonObject("snapshot");
    }

    private static EtcdbrException failureOf(byte[] bytes) {
        EtcdbrException failure =
                catchThrowableOfType(EtcdbrException.class, () -> ManifestCodec.decode(bytes, "manifest prod/x"));
        assertThat(failure).isNotNull();
        return failure;
    }

    private static Manifest decode(JsonObject root) {
        return ManifestCodec.decode(
                new GsonBuilder().serializeNulls().create().toJson(root).getBytes(StandardCharsets.UTF_8), "manifest");
    }

    private static JsonObject tree(byte[] bytes) {
        return JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).getAsJsonObject();
    }
}
