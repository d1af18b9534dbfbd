package io.etcdbr.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.pipeline.AgeRecipient;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoreOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final String RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    private static final Map<String, List<StoreOption>> STORES = Map.of(
            "s3", List.of(new StoreOption("region", "NAME", "region"), new StoreOption("ca", "FILE", "authority")),
            "file", List.of());

    @TempDir
    Path directory;

    private final Map<Setting, List<String>> flags = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void aFlagBeatsTheVariableTheVariableBeatsTheFileTheFileBeatsTheDefault() throws IOException {
        assertThat(cluster()).isEqualTo("kubernetes");
        file("cluster: from-file");
        assertThat(cluster()).isEqualTo("from-file");
        environment.put("ETCDBR_CLUSTER", "from-variable");
        assertThat(cluster()).isEqualTo("from-variable");
        flags.put(Setting.CLUSTER, List.of("from-flag"));
        assertThat(cluster()).isEqualTo("from-flag");
    }

    @Test
    void everyMistakeIsNamedAtOnceWithItsPlace() throws IOException {
        Path file = file("""
                cluster: prod
                keep-lst: 7
                idle-timeout: quickly
                endpoints:
                  - {a: b}
                compression: [zstd]
                """);
        environment.put("ETCDBR_STORE", "file:///backups");
        environment.put("ETCDBR_LOG_LEVEL", "inof");
        flags.put(Setting.KEEP_LAST, List.of("many"));

        assertThatThrownBy(() -> settings().read(settings -> {
                    settings.number(Setting.KEEP_LAST, 1, 100);
                    settings.duration(Setting.IDLE_TIMEOUT);
                    LogSettings.from(settings);
                    return ContentSettings.from(settings);
                }))
                .isInstanceOfSatisfying(EtcdbrException.class, e -> {
                    assertThat(e.failure().code()).isEqualTo(ExitCode.USAGE);
                    assertThat(e.failure().problem()).isEqualTo("""
                            7 settings are wrong:
                              - ETCDBR_STORE: no setting has this variable; did you mean 'ETCDBR_STORES'?
                              - FILE, line 2: no setting is called 'keep-lst'; did you mean 'keep-last'?
                              - FILE, line 5, endpoints: expected one value or a list of values, found a mapping
                              - FILE, line 6, compression: expected one value, found a list
                              - --keep-last: expected a whole number from 1 to 100, found 'many'
                              - FILE, line 3, idle-timeout: expected a duration such as 30s, 10m, 12h, 14d or 2w, \
                            found 'quickly'
                              - ETCDBR_LOG_LEVEL: expected error, warn, info, debug, found 'inof'; did you mean 'info'?""".replace("FILE", file.toString()));
                });
    }

    @Test
    void aSingleMistakeIsOneSentence() {
        flags.put(Setting.LOG_FORMAT, List.of("xml"));

        assertThatThrownBy(() -> settings().read(LogSettings::from))
                .hasMessage("--log-format: expected text, json, found 'xml'.");
    }

    @Test
    void variablesOfKubernetesServicesAndOfTheLauncherAreNoMistake() {
        environment.put("ETCDBR_SERVICE_HOST", "10.96.0.7");
        environment.put("ETCDBR_SERVICE_PORT_HTTP", "80");
        environment.put("ETCDBR_PORT", "tcp://10.96.0.7:80");
        environment.put("ETCDBR_METRICS_PORT_9091_TCP_ADDR", "10.96.0.7");
        environment.put("ETCDBR_JAVA", "/usr/lib/jvm/25");
        environment.put("ETCDBR_CLUSTER", "");

        assertThat(cluster()).isEqualTo("kubernetes");
    }

    @Test
    void noSettingHasAVariableThatKubernetesCouldMakeOfAService() {
        for (Setting setting : Setting.values()) {
            Problems problems = new Problems();
            Map<Setting, List<Given>> read = Environment.read(Map.of(setting.variable(), "x"), problems);
            assertThat(read).as(setting.variable()).containsOnlyKeys(setting);
            assertThat(setting.variable()).doesNotMatch(".*_(SERVICE_HOST|SERVICE_PORT.*|PORT(_.*)?)");
        }
    }

    @Test
    void everySettingHasKeyFlagVariableAndMeaningOfItsOwn() {
        assertThat(List.of(Setting.values())).extracting(Setting::key).doesNotHaveDuplicates();
        List<String> flags = Arrays.stream(Setting.values())
                .flatMap(setting -> setting.shape().flags().stream())
                .toList();
        // What kubectl's users type at get means something else at verbs that have nothing to do with objects; no verb
        // has both.
        assertThat(flags.stream().filter(flag -> Collections.frequency(flags, flag) > 1))
                .containsOnly("-A", "-n", "--namespace");
        assertThat(List.of(Setting.values()))
                .extracting(setting -> setting.shape().meaning())
                .allMatch(meaning -> !meaning.isBlank() && !meaning.endsWith("."));
    }

    @Test
    void storesOfTheFileAreUrlsOrMappingsWithTheirProvidersOptions() throws IOException {
        file("""
                stores:
                  - file:///mnt/backups
                  - url: s3://bucket/prefix?ca=/etc/ca.pem
                    region: eu-west-1
                """);

        List<StoreLocation> stores = settings().read(Settings::stores);

        assertThat(stores)
                .extracting(StoreLocation::toString)
                .containsExactly("file:///mnt/backups", "s3://bucket/prefix");
        assertThat(stores.getLast().options()).isEqualTo(Map.of("ca", "/etc/ca.pem", "region", "eu-west-1"));
    }

    @Test
    void storesOfTheVariableAreSeparatedByWhiteSpace() {
        environment.put("ETCDBR_STORES", " file:///a\n  s3://b?region=eu ");

        assertThat(settings().read(Settings::stores)).hasSize(2);
    }

    @Test
    void everyMistakeInStoresIsNamed() throws IOException {
        Path file = file("""
                stores:
                  - ftp://host/dir
                  - url: s3://bucket
                    regoin: eu
                    ca: {}
                  - region: eu
                  - s3://user:hunter2@host/
                  - file:///x?sync=true
                  - s3://bucket
                """);

        assertThatThrownBy(() -> settings().read(Settings::stores))
                .satisfies(e -> assertThat(e.getMessage()).isEqualTo("""
                        7 settings are wrong:
                          - FILE, line 5, stores: expected one value for 'ca', found a mapping
                          - FILE, line 6, stores: a store written as a mapping needs the key 'url'
                          - FILE, line 2, stores: no kind of store is called 'ftp'; expected one of file, s3
                          - FILE, line 4, stores: s3 stores have no option 'regoin'; did you mean 'region'?
                          - FILE, line 7, stores: a store location must not hold a password: s3://user:…@host; \
                        put it into a file and name that file in an option
                          - FILE, line 8, stores: file stores have no option 'sync'
                          - FILE, line 9, stores: store s3://bucket is named twice.""".replace("FILE", file.toString())));
    }

    @Test
    void noStoreAtAllSaysHowToNameOne() {
        assertThatThrownBy(() -> settings().read(Settings::stores))
                .hasMessage(
                        "--store: no store is named; give one with --store URL, ETCDBR_STORES or the key 'stores'.");
    }

    @Test
    void aFileThatIsNotThereOrNotYamlOrTwofoldIsRefused() throws IOException {
        flags.put(Setting.CONFIG, List.of("/nowhere/config.yaml"));
        assertThatThrownBy(this::cluster).hasMessage("/nowhere/config.yaml: there is no such configuration file.");

        Path file = file("cluster: [a\nkey: b");
        assertThatThrownBy(this::cluster).hasMessageStartingWith(file + ", line 2: not YAML: ");

        file("- cluster");
        assertThatThrownBy(this::cluster)
                .hasMessage(file + ", line 1: expected settings as 'key: value', found a list.");

        file("cluster: a\ncluster: b");
        assertThatThrownBy(this::cluster)
                .hasMessage(file + ", line 2: 'cluster' stands here a second time, after line 1.");
    }

    @Test
    void aliasesTagsAndSizeCannotBeAbused() throws IOException {
        Path file = file("a: &a [x]\nb: [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]");
        assertThatThrownBy(this::cluster).hasMessageContaining("not YAML").hasMessageContaining("aliases");

        file("cluster: !!javax.script.ScriptEngineManager [x]");
        assertThatThrownBy(this::cluster)
                .hasMessageStartingWith(file + ", line 1: not YAML: Global tag is not allowed");

        file("cluster: " + "x".repeat(1 << 20));
        assertThatThrownBy(this::cluster).hasMessageContaining("expected a configuration file of at most 1 MiB");

        file("cluster: " + "[".repeat(5000));
        assertThatThrownBy(this::cluster).hasMessageContaining("not YAML");
    }

    @Test
    void anEmptyFileAndEmptyKeysLeaveTheDefaults() throws IOException {
        file("# nothing\n");
        assertThat(cluster()).isEqualTo("kubernetes");

        file("cluster:\nstores: ~\n");
        assertThat(cluster()).isEqualTo("kubernetes");
    }

    @Test
    void filesOfTlsAreAskedForOnlyWhereAnEndpointIsHttps() {
        flags.put(Setting.ENDPOINTS, List.of("http://127.0.0.1:2379,http://127.0.0.2:2379"));

        EtcdSettings etcd = settings().read(EtcdSettings::from);

        assertThat(etcd.endpoints()).hasSize(2);
        assertThat(etcd.cacert()).isEmpty();
        assertThat(etcd.idleTimeout()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void defaultsThatAreNotThereSayHowToNameOnesOwn() {
        flags.put(Setting.CACERT, List.of("/nowhere/ca.crt"));
        flags.put(Setting.CERT, List.of("none"));
        flags.put(Setting.KEY, List.of(directory.toString()));

        assertThatThrownBy(() -> settings().read(EtcdSettings::from))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("--key: " + directory + " is not a file")
                        .contains("--cert: a client certificate and its key go together")
                        .contains("--cacert: no file /nowhere/ca.crt can be seen by this user"));
    }

    @Test
    void aPrivateKeyGivenAsRecipientIsRefusedAndNotRepeated() {
        String secret = "AGE-SECRET-KEY-1QQPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQHVXJXL";
        flags.put(Setting.RECIPIENTS, List.of(secret));

        assertThatThrownBy(() -> settings().read(ContentSettings::from))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("this is a secret key")
                        .doesNotContain(secret));
    }

    @Test
    void recipientsComeFromFlagsAndFileEachOnce() throws IOException {
        Path file =
                Files.writeString(directory.resolve("recipients"), "# team\n" + RECIPIENT + "\n\n" + RECIPIENT + "\n");
        flags.put(Setting.RECIPIENTS_FILE, List.of(file.toString()));

        assertThat(settings().read(ContentSettings::from).recipients())
                .extracting(AgeRecipient::text)
                .containsExactly(RECIPIENT);

        Files.writeString(file, "# none\n");
        assertThatThrownBy(() -> settings().read(ContentSettings::from))
                .hasMessageContaining("holds no age public key");

        Files.writeString(file, RECIPIENT + "\nage1short\n");
        assertThatThrownBy(() -> settings().read(ContentSettings::from))
                .hasMessageContaining(file + ", line 2: 'age1short' is not");
    }

    @Test
    void secretsComeFromFilesAndPrintAsRedacted() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "hunter2\n");
        flags.put(Setting.PUSHGATEWAY, List.of("https://push.example:9091"));
        flags.put(Setting.PUSHGATEWAY_USER, List.of("etcdbr"));
        flags.put(Setting.PUSHGATEWAY_PASSWORD_FILE, List.of(password.toString()));

        ReportSettings report = settings().read(ReportSettings::from);

        assertThat(report.toString()).contains("[redacted]").doesNotContain("hunter2");
        assertThat(report.pushgateway().orElseThrow().credentials())
                .contains(new ReportSettings.Credentials.Basic("etcdbr", new Secret("hunter2")));
    }

    @Test
    void aPasswordInAUrlIsRefusedAndNotRepeated() {
        flags.put(Setting.PUSHGATEWAY, List.of("https://me:hunter2@push.example"));

        assertThatThrownBy(() -> settings().read(ReportSettings::from))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("must not hold a user or password")
                        .doesNotContain("hunter2"));
    }

    @Test
    void quietRaisesTheLogLevelAndHidesProgress() {
        flags.put(Setting.QUIET, List.of("true"));

        assertThat(settings().read(LogSettings::from))
                .isEqualTo(new LogSettings(
                        LogSettings.Format.TEXT, LogSettings.Level.WARN, LogSettings.ProgressDisplay.OFF));
    }

    @Test
    void whatIsToStandOnTheCommandLineIsRefusedFromElsewhereAndItIsSaidWhereItStands() throws IOException {
        environment.put("ETCDBR_ALLOW", "rollout");
        Path file = file("yes: true");

        Settings settings = settings();
        settings.requireTyped(List.of(Setting.YES, Setting.ALLOW, Setting.FENCED));

        assertThat(settings.problems())
                .containsExactly(
                        file
                                + ", line 1, yes: this command heeds --yes on the command line only; say it there, or leave"
                                + " this out",
                        "ETCDBR_ALLOW: this command heeds --allow on the command line only; say it there, or leave this"
                                + " out");
    }

    @Test
    void whatStandsOnTheCommandLineTooOrAsksForNothingElsewhereIsNoProblem() throws IOException {
        environment.put("ETCDBR_ALLOW", "cluster");
        flags.put(Setting.ALLOW, List.of("rollout"));
        file("yes: false");

        Settings settings = settings();
        settings.requireTyped(List.of(Setting.YES, Setting.ALLOW));

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.parsedList(Setting.ALLOW, text -> text)).containsExactly("rollout");
    }

    private String cluster() {
        Function<Settings, String> cluster =
                settings -> settings.text(Setting.CLUSTER).orElseThrow();
        return settings().read(cluster);
    }

    private Settings settings() {
        return Settings.merge(flags, environment, STORES, List.of());
    }

    private Path file(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("config.yaml"), yaml);
        flags.put(Setting.CONFIG, List.of(file.toString()));
        return file;
    }
}
