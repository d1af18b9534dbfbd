package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.etcdbr.testing.EtcdFile;
import io.etcdbr.testing.ProtobufMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code get} and {@code diff} make of values that they cannot read, or not wholly. */
class UnreadableObjectsTest {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] POD = pod("new");
    private static final byte[] INGRESS = ingress("web", 1);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = database().write(folder.resolve("snapshot.db"));
    }

    private static EtcdFile database() {
        return new EtcdFile()
                .put(
                        "/registry/namespaces/default",
                        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"creationTimestamp\":\"2026-11-21T11:00:00Z\"}}")
                .put("/registry/pods/default/web", POD)
                .put("/registry/ingress/default/web", INGRESS)
                .put("/registry/ingress/default/api", ingress("api", 1))
                .put("/registry/secrets/default/one", "k8s:enc:aescbc:v1:key1:xxxx")
                .put("/registry/secrets/default/two", "k8s:enc:kms:v2:vault:xxxx");
    }

    private static byte[] pod(String added) {
        ProtobufMessage container = new ProtobufMessage().text(1, "app").text(999, added);
        return new ProtobufMessage()
                .message(1, new ProtobufMessage().text(1, "web").text(3, "default"))
                .message(2, new ProtobufMessage().message(2, container))
                .stored("v1", "Pod");
    }

    private static byte[] ingress(String name, long spec) {
        return new ProtobufMessage()
                .message(1, new ProtobufMessage().text(1, name).text(3, "default"))
                .message(2, new ProtobufMessage().number(1, spec))
                .stored("networking.k8s.io/v1beta1", "Ingress");
    }

    private ProgramRun get(String... arguments) {
        List<String> all = new ArrayList<>(List.of("get", file.toString()));
        all.addAll(List.of(arguments));
        return ProgramRun.of(all.toArray(String[]::new));
    }

    private byte[] raw(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = JobMain.run(
                Stream.concat(Stream.of("get", file.toString(), "-o", "raw"), Stream.of(arguments))
                        .toArray(String[]::new),
                Map.of(),
                InputStream.nullInputStream(),
                new PrintStream(out),
                System.err);
        assertThat(code).isZero();
        return out.toByteArray();
    }

    @Test
    void fieldsThatThisProgramDoesNotKnowAreNamedAndStandInTheRawBytes() {
        ProgramRun run = get("pod", "web", "-o", "yaml");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("  - name: app\n").doesNotContain("new");
        assertThat(run.err())
                .isEqualTo("etcdbr-job: pod default/web holds fields that this program does not know, of a newer"
                        + " Kubernetes or a much older one; left out here: .spec.containers[0], field 999 of 6 bytes;"
                        + " -o raw gives the stored bytes.\n");
        assertThat(raw("pod/web")).isEqualTo(POD);
    }

    @Test
    void anObjectOfATypeThatThisProgramDoesNotKnowIsNotGivenWithoutItsSpec() {
        for (String form : List.of("yaml", "json")) {
            ProgramRun run = get("ingress", "web", "-o", form, "--export");

            assertThat(run.code()).isEqualTo(33);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .contains(
                            "ingress default/web is stored as 'networking.k8s.io/v1beta1 Ingress', which this program does"
                                    + " not know",
                            "Take the stored bytes with -o raw");
        }
        assertThat(raw("ingress/web")).isEqualTo(INGRESS);
    }

    @Test
    void aTableNamesObjectsOfUnknownTypesAndShowsNothingMore() {
        ProgramRun run = get("ing");

        assertThat(run.code()).isEqualTo(33);
        assertThat(run.out()).isEqualTo("""
                NAME   CLASS       HOSTS       ADDRESS     PORTS       AGE
                api    <unknown>   <unknown>   <unknown>   <unknown>   <unknown>
                web    <unknown>   <unknown>   <unknown>   <unknown>   <unknown>
                """);
        assertThat(run.err())
                .startsWith("etcdbr-job: ingress default/api and 1 more are stored as"
                        + " 'networking.k8s.io/v1beta1 Ingress', which this program does not know.");
    }

    @Test
    void whatIsNotWhollyKnownDiffersByItsBytes() throws IOException {
        Path later = database()
                .put("/registry/pods/default/web", pod("old"))
                .put("/registry/ingress/default/web", ingress("web", 2))
                .write(folder.resolve("later.db"));

        ProgramRun names = ProgramRun.of("diff", file.toString(), later.toString(), "-o", "names");
        assertThat(names.code()).isEqualTo(4);
        assertThat(names.out()).isEqualTo("""
                changed -n default ingresses.networking.k8s.io/web
                changed -n default pods/web
                """);
        ProgramRun lines =
                ProgramRun.of("diff", file.toString(), later.toString(), "pod/web", "ing/web", "-n", "default");
        assertThat(lines.code()).isEqualTo(4);
        assertThat(lines.out())
                .contains(
                        "# default/pods/web: in the first state it holds fields that this program does not know",
                        "# default/ingresses.networking.k8s.io/web: in the first state it is stored as"
                                + " 'networking.k8s.io/v1beta1 Ingress', which this program does not know");
    }

    private Path configuration() throws IOException {
        return Files.writeString(
                folder.resolve("encryption.yaml"),
                """
                kind: EncryptionConfiguration
                apiVersion: apiserver.config.k8s.io/v1
                resources:
                  - resources: [secrets]
                    providers:
                      - aescbc: {keys: [{name: key2, secret: %s}]}
                """.formatted(Base64.getEncoder().encodeToString(SECRET)),
                StandardCharsets.UTF_8);
    }

    private static byte[] sealed(byte[] value) throws GeneralSecurityException {
        byte[] begin = "k8s:enc:aescbc:v1:key2:".getBytes(StandardCharsets.US_ASCII);
        byte[] vector = new byte[16];
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(SECRET, "AES"), new IvParameterSpec(vector));
        byte[] body = cipher.doFinal(value);
        return ByteBuffer.allocate(begin.length + vector.length + body.length)
                .put(begin)
                .put(vector)
                .put(body)
                .array();
    }

    @Test
    void rawBytesAreOpenedIfThereAreKeysAndElseAsTheyAreStored() throws Exception {
        byte[] sealed = sealed(POD);
        file = database().put("/registry/pods/default/web", sealed).write(folder.resolve("sealed.db"));
        String configuration = configuration().toString();

        assertThat(get("pod", "web", "-o", "yaml", "--encryption-config", configuration)
                        .err())
                .contains("-o raw gives the stored bytes");
        assertThat(raw("pod/web", "--encryption-config", configuration)).isEqualTo(POD);
        assertThat(raw("ingress/web", "--encryption-config", configuration)).isEqualTo(INGRESS);
        assertThat(raw("pod/web")).isEqualTo(sealed);
    }

    /** A restore's plan reads these. */
    @Test
    void ofAllResourcesThatAreEncryptedAtRestTheKeysOpenWhatTheyFitAndTheRestIsGivenWithoutThem() throws Exception {
        byte[] job =
                "{\"apiVersion\":\"batch/v1\",\"kind\":\"Job\",\"metadata\":{\"name\":\"import\",\"namespace\":\"shop\"}}"
                        .getBytes(StandardCharsets.UTF_8);
        file = database()
                .put("/registry/jobs/shop/import", sealed(job))
                .put(
                        "/registry/validatingwebhookconfigurations/policy",
                        "{\"apiVersion\":\"admissionregistration.k8s.io/v1\",\"kind\":\"ValidatingWebhookConfiguration\","
                                + "\"metadata\":{\"name\":\"policy\"}}")
                .write(folder.resolve("sealed.db"));
        String[] asked = {"jobs.batch,cronjobs.batch,validatingwebhookconfigurations", "-A", "-o", "json"};

        ProgramRun closed = get(asked);
        ProgramRun open = get(Stream.concat(
                        Stream.of(asked),
                        Stream.of("--encryption-config", configuration().toString()))
                .toArray(String[]::new));

        assertThat(closed.code()).isEqualTo(32);
        assertThat(items(closed)).containsExactly("policy");
        assertThat(closed.err())
                .contains("job shop/import is encrypted at rest by the provider aescbc with the key 'key2'");
        assertThat(open.code()).as(open.err()).isZero();
        assertThat(items(open)).containsExactlyInAnyOrder("import", "policy");
    }

    /** By this a restore's plan sees that it has to do without the keys. */
    @Test
    void aConfigurationThatCannotBeReadIsAMistakeBeforeAnythingIsLookedInto() {
        String missing = folder.resolve("none.yaml").toString();

        for (ProgramRun run : List.of(
                get("jobs", "-A", "-o", "json", "--encryption-config", missing),
                ProgramRun.of(
                        "diff", file.toString(), file.toString(), "-o", "json", "--encryption-config", missing))) {
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("there is no file " + missing);
        }
    }

    private static List<String> items(ProgramRun run) {
        return JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonArray("items").asList().stream()
                .map(item -> item.getAsJsonObject()
                        .getAsJsonObject("metadata")
                        .get("name")
                        .getAsString())
                .toList();
    }

    @Test
    void rawBytesThatNoGivenKeyOpensAreNotTakenForOpened() throws IOException {
        ProgramRun run = get(
                "secret/one",
                "-o",
                "raw",
                "--encryption-config",
                configuration().toString());

        assertThat(run.code()).isEqualTo(32);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("take the stored bytes with -o raw and without --encryption-config");
        assertThat(raw("secret/one")).asString(StandardCharsets.US_ASCII).isEqualTo("k8s:enc:aescbc:v1:key1:xxxx");
    }

    @Test
    void whyAValueStaysClosedIsSaidAsItIs() throws IOException {
        Path configuration = configuration();

        ProgramRun none = get("secret", "one", "-o", "yaml");
        ProgramRun other = get("secret", "one", "-o", "yaml", "--encryption-config", configuration.toString());
        ProgramRun service = get("secret", "two", "-o", "yaml");

        assertThat(List.of(none.code(), other.code(), service.code())).containsOnly(32);
        assertThat(none.err())
                .contains("by the provider aescbc with the key 'key1'. Give the API server's EncryptionConfiguration");
        assertThat(other.err())
                .contains(
                        "by the provider aescbc with the key 'key1'. No key of the EncryptionConfiguration given opens");
        assertThat(service.err())
                .contains("by the provider kms with the key 'vault'. No EncryptionConfiguration holds the key for that")
                .doesNotContain("--encryption-config");
    }
}
