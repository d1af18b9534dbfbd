package io.etcdbr.kubectl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.command.GetVerb;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Program;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.config.TerminalSettings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.format.Tool;
import io.etcdbr.program.ProgramMain;
import io.etcdbr.progress.Progress;
import io.etcdbr.testing.EtcdFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told here is understood there: the program of the pod runs in this process, with nothing but what the pod gets. */
class ArgumentsForPodTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String PLACE = "/registry/secrets/default/token";
    // Made for this test by age-keygen; it opens nothing.
    private static final String IDENTITY = "AGE-SECRET-KEY-15P22TU9AL69SARSPFDGDSPZUQKP2L35E56L6QSWLHZA0LD5HF5WSH9X42C";

    private static final Program POD =
            new Program("etcdbr-job", new Tool("test", "1"), "Tests.", TerminalSettings.USED, List.of(new GetVerb()));

    @TempDir
    private Path folder;

    private Path configuration = Path.of("unset");
    private Path identity = Path.of("unset");

    @BeforeEach
    void makeFiles() throws IOException, GeneralSecurityException {
        configuration = Files.writeString(folder.resolve("encryption.yaml"), """
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                - resources: [secrets]
                  providers:
                  - aesgcm: {keys: [{name: key1, secret: %s}]}
                """.formatted(
                        Base64.getEncoder().encodeToString(KEY)));
        identity = Files.writeString(folder.resolve("key.txt"), "# mine\n" + IDENTITY + "\n");
    }

    @Test
    void anEncryptionConfigurationOfThisMachineOpensInThePodWhatIsSealed() throws Exception {
        ArgumentsForPod arguments = arguments("", Map.of(Setting.ENCRYPTION_CONFIG, configuration.toString()));

        assertThat(inPod(arguments)).contains("token: c2VjcmV0");
    }

    @Test
    void itGoesWithAnIdentityAndNeitherIsInAnArgument() throws Exception {
        ArgumentsForPod arguments = arguments(
                "",
                Map.of(
                        Setting.ENCRYPTION_CONFIG, configuration.toString(),
                        Setting.IDENTITIES, identity.toString()));

        assertThat(arguments.arguments()).contains("--identity=-", "--encryption-config=-");
        assertThat(arguments.toString() + arguments.arguments())
                .doesNotContain(IDENTITY, Base64.getEncoder().encodeToString(KEY), folder.toString());
        assertThat(inPod(arguments)).contains("token: c2VjcmV0");
    }

    @Test
    void bothMayComeByStandardInputHereToo() throws Exception {
        String both = IDENTITY + "\n\f" + Files.readString(configuration);

        ArgumentsForPod arguments = arguments(both, Map.of(Setting.ENCRYPTION_CONFIG, "-", Setting.IDENTITIES, "-"));

        assertThat(inPod(arguments)).contains("token: c2VjcmV0");
    }

    @Test
    void aVariableOfThisMachineCountsAsTheFlagDoes() throws Exception {
        Settings settings = Settings.merge(
                Map.of(), Map.of(Setting.ENCRYPTION_CONFIG.variable(), configuration.toString()), Map.of(), List.of());

        assertThat(inPod(ArgumentsForPod.of(call("", Map.of(), settings), new GetVerb().settings())))
                .contains("token: c2VjcmV0");
    }

    @Test
    void withoutASecretNothingIsSent() throws IOException {
        ArgumentsForPod arguments = arguments("what stands there is not for the pod", Map.of());

        assertThat(arguments.arguments()).doesNotContain("--identity=-", "--encryption-config=-");
        assertThat(arguments.input().readAllBytes()).isEmpty();
    }

    @Test
    void aTemplateInAFileOfThisMachineIsFilledInThePod() throws Exception {
        Path template = Files.writeString(folder.resolve("template.txt"), "{.kind}: {.data['token']}\n");
        ArgumentsForPod arguments = arguments(
                "",
                Map.of(
                        Setting.ENCRYPTION_CONFIG, configuration.toString(),
                        Setting.IDENTITIES, identity.toString(),
                        Setting.OUTPUT, "jsonpath-file=" + template));

        assertThat(arguments.arguments()).contains("--output=jsonpath-file=-");
        assertThat(inPod(arguments, "secret", "token")).isEqualTo("Secret: c2VjcmV0\n");

        Path columns = Files.writeString(folder.resolve("columns.txt"), "A,B\n{metadata['name','namespace']}\n");
        assertThat(inPod(
                        arguments(
                                "",
                                Map.of(
                                        Setting.ENCRYPTION_CONFIG,
                                        configuration.toString(),
                                        Setting.OUTPUT,
                                        "custom-columns-file=" + columns)),
                        "secrets"))
                .isEqualTo("A,B\ntoken,default\n");
    }

    @Test
    void aTemplateThatIsWrongIsToldHere() throws IOException {
        Path template = Files.writeString(folder.resolve("template.txt"), "{.kind");

        assertThatThrownBy(() -> arguments("", Map.of(Setting.OUTPUT, "jsonpath-file=" + template)))
                .isInstanceOf(EtcdbrException.class)
                .hasMessageContaining("--output: in the template at character 7: expected }");
    }

    @Test
    void aFileThatIsNotThereOrIsSomethingElseIsNamed() throws IOException {
        assertRefused("nowhere.yaml", "there is no file nowhere.yaml");
        assertRefused(identity.toString(), "expected the EncryptionConfiguration");
        assertRefused(
                Files.writeString(folder.resolve("feed"), Files.readString(configuration) + "#\f\n")
                        .toString(),
                "--encryption-config");
    }

    private void assertRefused(String file, String why) {
        assertThatThrownBy(() -> arguments("", Map.of(Setting.ENCRYPTION_CONFIG, file)))
                .isInstanceOf(EtcdbrException.class)
                .hasMessageContaining("--encryption-config")
                .hasMessageContaining(why);
    }

    private String inPod(ArgumentsForPod arguments) throws IOException, GeneralSecurityException {
        return inPod(arguments, "secret", "token", "-o", "yaml");
    }

    private String inPod(ArgumentsForPod arguments, String... asked) throws IOException, GeneralSecurityException {
        Path snapshot = new EtcdFile().put(PLACE, sealed()).write(folder.resolve("snapshot.db"));
        List<String> line = new ArrayList<>(List.of("get"));
        line.addAll(arguments.arguments());
        line.add(snapshot.toString());
        line.addAll(List.of(asked));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = ProgramMain.run(
                POD,
                line.toArray(String[]::new),
                Map.of(),
                arguments.input(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(code).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static ArgumentsForPod arguments(String in, Map<Setting, String> flags) {
        Map<Setting, List<String>> all = new EnumMap<>(Setting.class);
        flags.forEach((setting, value) -> all.put(setting, List.of(value)));
        return ArgumentsForPod.of(
                call(in, all, Settings.merge(all, Map.of(), Map.of(), List.of())), new GetVerb().settings());
    }

    private static Invocation call(String in, Map<Setting, List<String>> flags, Settings settings) {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        InputStream input = new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8));
        return new Invocation(
                PluginVerbs.program(),
                flags,
                settings,
                List.of(),
                input,
                nowhere,
                nowhere,
                new Invocation.Terminal(0, false),
                Progress.NONE,
                new Cancellation(),
                Clock.systemUTC());
    }

    private static byte[] sealed() throws GeneralSecurityException {
        byte[] nonce = new byte[12];
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(PLACE.getBytes(StandardCharsets.UTF_8));
        byte[] text = cipher.doFinal("""
                {"apiVersion": "v1", "kind": "Secret", "data": {"token": "c2VjcmV0"},
                 "metadata": {"name": "token", "namespace": "default"}}
                """.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.writeBytes("k8s:enc:aesgcm:v1:key1:".getBytes(StandardCharsets.UTF_8));
        value.writeBytes(nonce);
        value.writeBytes(text);
        return value.toByteArray();
    }
}
