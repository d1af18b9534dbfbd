package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.command.Verb;
import io.etcdbr.command.VerbForms;
import io.etcdbr.config.Setting;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobMainTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void helpListsCommandsAndExitCodes(String flag) {
        ProgramRun run = ProgramRun.of(flag);

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("\n  backup       Read a snapshot")
                .contains("\n  143  stopped by SIGTERM or SIGHUP; uploads were aborted\n");
        for (ExitCode code : ExitCode.values()) {
            assertThat(run.out().replaceAll("\\s+", " ")).contains(" " + code.number() + " " + code.meaning() + " ");
        }
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"backup", "list", "describe", "verify", "fetch", "get", "prune", "delete", "check", "version"})
    void everyVerbsHelpNamesFlagsVariablesDefaultsAndExamples(String verb) {
        ProgramRun run = ProgramRun.of(verb, "--help");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("Usage: etcdbr-job " + verb)
                .contains("[ETCDBR_LOG_LEVEL]")
                .contains("Default: info")
                .contains("\nExamples:\n  etcdbr-job " + verb)
                .doesNotContain("null");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80, "fits a terminal");
        assertThat(run.out().contains("--store=URL")).isEqualTo(run.out().contains("sftp://user@host/directory"));
        assertThat(ProgramRun.of("help", verb).out()).isEqualTo(run.out());
    }

    @Test
    void noWordOfTheHelpIsBrokenAndNoExampleEndsWithoutASign() {
        String help = ProgramRun.of("backup", "--help").out();

        assertThat(help).contains("https://127.0.0.1:2379", "/etc/kubernetes/pki/etcd/healthcheck-client.crt", """
                          etcdbr-job backup --store s3://bucket/prefix --recipient age1... \\
                              --include /etc/kubernetes/pki
                        """);
        assertThat(ProgramRun.of("get", "--help").out()).contains("metadata.managedFields", "widgets.example.com");
    }

    @Test
    void theClustersDefaultStandsOnlyInTheHelpOfVerbsThatTakeIt() {
        List<String> named = JobMain.program().verbs().stream()
                .filter(verb -> verb.settings().contains(Setting.CLUSTER))
                .map(Verb::name)
                .filter(verb -> ProgramRun.of(verb, "--help")
                        .out()
                        .replaceAll("\\s+", " ")
                        .contains("Default: kubernetes"))
                .toList();

        assertThat(named).containsExactly("backup", "prune");
    }

    /** What help and completion offer is what the verbs take, no more and no less. */
    @Test
    void everyVerbTakesTheFormsThatItsHelpNames() {
        for (Verb verb : JobMain.program().verbs()) {
            if (!verb.settings().contains(Setting.OUTPUT)) {
                continue;
            }
            for (String form : List.of("table", "wide", "json", "yaml", "name", "raw")) {
                List<String> line = new ArrayList<>(List.of(verb.name(), "-o", form, "--store", "nowhere"));
                verb.arguments().forEach(argument -> line.add("x"));
                if (verb.settings().contains(Setting.YES)) {
                    line.add("--yes");
                }
                String err = ProgramRun.of(line.toArray(String[]::new)).err();

                assertThat(err.contains("found '" + form + "'"))
                        .as(verb.name() + " -o " + form + ": " + err)
                        .isNotEqualTo(VerbForms.of(verb).contains(form));
            }
        }
    }

    @Test
    void noCommandIsAMistake() {
        assertThat(ProgramRun.of())
                .isEqualTo(
                        new ProgramRun(
                                2,
                                "",
                                "etcdbr-job: no command is given; expected one of backup, list,"
                                        + " describe, verify, inspect, get, diff, fetch, prune, delete, members, check, wait, object list, object read, version. See 'etcdbr-job --help'.\n"));
    }

    @Test
    void anUnknownCommandHasASuggestion() {
        assertThat(ProgramRun.of("bakcup").err())
                .contains("there is no command 'bakcup'")
                .contains("did you mean 'backup'?");
    }

    @Test
    void aFlagMayStandBeforeTheCommand() throws IOException {
        assertThat(ProgramRun.of("--store", directory.toUri().toString(), "list", "-o", "name"))
                .isEqualTo(new ProgramRun(0, "", ""));
    }

    @Test
    void mistakesOfCommandLineEnvironmentAndFileAreToldTogether() throws IOException {
        Path config = Files.writeString(directory.resolve("config.yaml"), "cluser: prod\n");

        ProgramRun run = ProgramRun.with(
                Map.of("ETCDBR_LOG_LEVEL", "loud"),
                "list",
                "--stoer",
                "file:///x",
                "--config",
                config.toString(),
                "--limit=none");

        assertThat(run).isEqualTo(new ProgramRun(2, "", """
                etcdbr-job: 5 settings are wrong:
                  - command line: there is no flag --stoer; did you mean '--store'?
                  - CONFIG, line 1: no setting is called 'cluser'; did you mean 'cluster'?
                  - ETCDBR_LOG_LEVEL: expected error, warn, info, debug, found 'loud'
                  - --store: no store is named; give one with --store URL, ETCDBR_STORES or the key 'stores'
                  - --limit: expected a whole number from 1 to 1000000, found 'none'.
                """.replace("CONFIG", config.toString())));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            --output           ! command line: missing required parameter for option '--output' (FORMAT)
            --output --quiet   ! command line: expected parameter for option '--output' but found '--quiet'
            extra              ! command line: 'extra' is not expected here
            --store file:///x  ! command line: 'version' has no use for --store
            -o name            ! --output: expected table, json, yaml, found 'name'
            -o json -o json    ! command line: option '--output' (FORMAT) should be specified only once
            """)
    void aMistakeInTheCommandLineIsOneSentence(String args, String sentence) {
        ProgramRun run = ProgramRun.of(("version " + args).split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(sentence);
    }

    @Test
    void failuresAreJsonWhereJsonWasAskedFor() {
        ProgramRun run = ProgramRun.of("list", "-o", "json");

        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith(
                        "{\"error\":{\"kind\":\"user\",\"code\":\"USAGE\",\"exitCode\":2,\"problem\":\"--store: no store")
                .endsWith("}}\n");
        assertThat(ProgramRun.of("list", "--log-format=json").err()).isEqualTo(run.err());
    }

    @Test
    void theVersionIsASentenceOrAnObject() {
        assertThat(ProgramRun.of("version").out()).startsWith("etcdbr-job ").contains("backup format 1.1");
        assertThat(ProgramRun.of("--version").out())
                .isEqualTo(ProgramRun.of("version").out());
        assertThat(ProgramRun.of("version", "-o", "json").out())
                .startsWith("{\"name\":\"etcdbr-job\",\"version\":\"")
                .endsWith("\"formatVersion\":\"1.1\"}\n");
        assertThat(ProgramRun.of("version", "-o", "yaml").out())
                .startsWith("name: etcdbr-job\nversion: ")
                .endsWith("formatVersion: \"1.1\"\n");
    }

    @Test
    void theTerminationMessageIsJsonForGoodAndForBad() {
        Path message = directory.resolve("termination-log");

        ProgramRun.of("version", "--termination-log", message.toString());
        assertThat(message)
                .hasContent(
                        "{\"command\":\"version\",\"result\":\"OK\",\"exitCode\":0,\"message\":\"Version printed.\"}");

        ProgramRun.of("version", "-o", "x", "--termination-log", message.toString());
        assertThat(message)
                .hasContent("{\"command\":\"version\",\"result\":\"USAGE\",\"exitCode\":2,"
                        + "\"message\":\"--output: expected table, json, yaml, found 'x'.\"}");
    }
}
