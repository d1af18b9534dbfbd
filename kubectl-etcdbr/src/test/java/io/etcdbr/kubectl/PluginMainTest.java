package io.etcdbr.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.command.PluginVerbs;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PluginMainTest {
    @TempDir
    private Path folder;

    @Test
    void helpListsTheCommandsAndNothingThatIsNotThere() {
        PluginRun run = PluginRun.of("--help");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("Backs up the etcd of a Kubernetes cluster")
                .contains("Usage: kubectl etcdbr COMMAND [OPTIONS]", "\n  status ", "\n  backup ", "\n  list ")
                .contains("'kubectl etcdbr COMMAND --help'")
                .doesNotContain("etcdbr-job", "%s");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "backup",
                "list",
                "describe",
                "inspect",
                "get",
                "diff",
                "verify",
                "download",
                "delete",
                "prune",
                "check",
                "completion",
                "version"
            })
    void everyCommandHasItsOwnHelpAndExamplesToCopy(String verb) {
        PluginRun run = PluginRun.of(verb, "--help");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("Usage: kubectl etcdbr " + verb, "\nExamples:\n  kubectl etcdbr " + verb)
                .doesNotContain("etcdbr-job", "null");
    }

    @Test
    void theClustersDefaultStandsOnlyInTheHelpOfCommandsThatTakeIt() {
        List<String> named = PluginVerbs.program().verbs().stream()
                .map(Verb::name)
                .filter(verb -> PluginRun.of((verb + " --help").split(" "))
                        .out()
                        .replaceAll("\\s+", " ")
                        .contains("Default: kubernetes"))
                .toList();

        assertThat(named).containsExactly("prune", "install");
    }

    @Test
    void clustersAreNamedAsKubectlNamesThem() {
        assertThat(PluginRun.of("status", "--help").out())
                .contains(
                        "--context=NAME",
                        "--kubeconfig=FILE",
                        "-n, --namespace, --etcdbr-namespace=NAME",
                        "--request-timeout=DURATION");
    }

    @Test
    void whereObjectsAreShownTheirNamespaceHasTheShortFlag() {
        assertThat(PluginRun.of("get", "--help").out())
                .contains("\n      BACKUP ", "-n, --namespace=NAME ", "\n      --etcdbr-namespace=NAME");
    }

    @Test
    void withAStoreNoClusterIsNeeded() throws IOException {
        PluginRun run = PluginRun.of("list", "--store", folder.toUri().toString(), "-o", "json", "--kubeconfig", "/no");

        assertThat(run).isEqualTo(new PluginRun(0, run.out(), ""));
        assertThat(run.out()).contains("\"backups\": []");
    }

    @Test
    void aKubeconfigThatIsNotThereIsTheUsersMistake() {
        PluginRun run = PluginRun.of("list", "--kubeconfig", "/no/such/config");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err())
                .isEqualTo("kubectl etcdbr: the kubeconfig /no/such/config cannot be used: there is no such file."
                        + " Mend it, or name another with --kubeconfig or KUBECONFIG.\n");
    }

    @Test
    void aMistypedCommandHasASuggestion() {
        assertThat(PluginRun.of("statsu").err()).contains("there is no command 'statsu'", "did you mean 'status'?");
        assertThat(PluginRun.of("restore", "stauts").err())
                .contains("there is no command 'restore stauts'", "did you mean 'status'?");
    }

    @Test
    void aCommandOfTheJobIsAnsweredWithTheSameOfThePlugin() {
        assertThat(PluginRun.of("fetch", "latest").err()).contains("did you mean 'download'?");
        assertThat(PluginRun.of("members").err()).contains("did you mean 'status'?");
    }

    @Test
    void aMissingShellIsOneMistake() {
        assertThat(PluginRun.of("completion").err())
                .isEqualTo("kubectl etcdbr: command line: expected one argument, found nothing.\n");
    }

    @Test
    void theHelpNamesTheFormsOfTheCommand() {
        assertThat(PluginRun.of("status", "--help").out()).contains("Form of the result: table, json or yaml.");
        assertThat(PluginRun.of("download", "--help").out()).contains("Replace the file if it exists. [");
        assertThat(PluginRun.of("backup", "--help").out()).contains("Follow the backup to its end. [");
    }

    @Test
    void noFlagIsOfferedTwice() {
        List<String> flags = PluginRun.of("__complete", "get", "--")
                .out()
                .lines()
                .map(line -> line.split("\t")[0])
                .toList();

        assertThat(flags).contains("--namespace").doesNotHaveDuplicates();
    }

    @Test
    void theVersionNamesThePlugin() {
        assertThat(PluginRun.of("version").out()).startsWith("kubectl-etcdbr ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "st; status\tShow etcd's members; :4",
                "list,--cont; --context\tcontext of; :4",
                "list,-o,js; json; :4",
                "list,--output=ya; --output=yaml; :4",
                "get,-o,ra; raw; :4",
                "get,-o,jsonp; jsonpath=; :6",
                "get,--output=custom-c; --output=custom-columns=; :6",
                "get,-o,jsonpath-file=x; ; :0",
                "get,--output=custom-columns-file=; ; :0",
                "get,-o,''; table; :4",
                "status,-o,w; ; :4",
                "check,-o,''; table; :4",
                "completion,z; zsh; :4",
                "install,d,--distribution,k3; k3s; :4",
                "list,--kubeconfig,''; ; :0",
                "get,''; latest; :0",
                "get,latest,dep; deployments; :4",
                "--context,x,st; status\tShow etcd's members; :4",
                "-; --kubeconfig; :4",
                "nothing,''; ; :4"
            })
    void theLastWordIsCompleted(String words, String first, String directive) {
        String[] typed = ("__complete," + words.replace("''", "")).split(",", -1);

        String answer = PluginRun.of(typed).out();

        assertThat(answer).startsWith(first == null ? directive : first).endsWith(directive + "\n");
    }

    @Test
    void noFormIsOfferedThatTheCommandRefuses() {
        for (Verb verb : PluginVerbs.program().verbs()) {
            if (!verb.settings().contains(Setting.OUTPUT)) {
                continue;
            }
            String words = "__complete " + verb.name() + " -o";
            List<String> forms = PluginRun.of(Stream.concat(Stream.of(words.split(" ")), Stream.of(""))
                            .toArray(String[]::new))
                    .out()
                    .lines()
                    .filter(line -> !line.startsWith(":"))
                    .toList();
            assertThat(forms).as(verb.name()).contains("table", "json", "yaml");
            for (String form : forms) {
                List<String> line = new ArrayList<>(List.of(verb.name().split(" ")));
                line.addAll(List.of("-o", form, "--kubeconfig", "/no/such/file"));
                assertThat(PluginRun.of(line.toArray(String[]::new)).err())
                        .as(verb.name() + " -o " + form)
                        .doesNotContain("found '" + form + "'");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void theShellsUnderstandTheirScripts(String shell) throws IOException {
        String script = PluginRun.of("completion", shell).out();

        assertThat(script).contains("__complete");
        String program = Programs.require(shell, shell);
        Path file = Files.write(folder.resolve("script"), script.getBytes(StandardCharsets.UTF_8));
        Programs.run(program, "-n", file.toString());
    }

    @Test
    void bashCompletesWithTheScript() throws IOException {
        Path program = Files.writeString(folder.resolve("kubectl-etcdbr"), """
                #!/bin/sh
                printf 'status\\tShow it\\nlist\\tList it\\n:4\\n'
                """);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Path script = Files.writeString(
                folder.resolve("completion"), PluginRun.of("completion", "bash").out());

        String said = Programs.run("bash", "-c", """
                PATH=%s:$PATH; . %s
                COMP_LINE='kubectl-etcdbr '; COMP_WORDS=(kubectl-etcdbr ''); COMP_CWORD=1; _kubectl_etcdbr; echo "${COMPREPLY[@]}"
                """.formatted(folder, script));

        assertThat(said).isEqualTo("status list\n");
    }

    /** Bash parts words at '=' and ':', each of which is then a word of its own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "list --output=ya; list|--output=ya|; list|--output=yaml|",
                "list  --output=; list|--output=|; list|--output=yaml|",
                "list --output ya; list|--output|ya|; list|--output|yaml|",
                "list --store=s3://; list|--store=s3://|; list|--store=s3://bucket|"
            })
    void bashAtATerminalCompletesBehindAnEqualsSign(String typed, String asked, String run) throws Exception {
        String bash = Programs.require("bash", "bash");
        String terminal = Programs.require("script", "bsdutils");
        Path log = folder.resolve("log");
        Path program = Files.writeString(folder.resolve("kubectl-etcdbr"), """
                #!/bin/sh
                printf '%%s|' "$@" >>'%s'
                echo >>'%1$s'
                [ "$1" = __complete ] || exit 0
                for last; do :; done
                case $last in
                    --output=*) echo --output=yaml ;;
                    --store=*) echo --store=s3://bucket ;;
                    *) echo yaml ;;
                esac
                echo :4
                """.formatted(log));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Path script = Files.writeString(
                folder.resolve("completion"), PluginRun.of("completion", "bash").out());
        Path keys = Files.writeString(
                folder.resolve("keys"),
                "PATH=%s:$PATH; . %s\nkubectl-etcdbr %s\t\nexit\n".formatted(folder, script, typed));

        ProcessBuilder session = new ProcessBuilder(
                        terminal, "--quiet", "--command", bash + " --norc --noprofile -i", "/dev/null")
                .redirectInput(keys.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("screen").toFile());
        session.environment().put("HISTFILE", folder.resolve("history").toString());
        session.environment().put("INPUTRC", "/dev/null");

        assertThat(session.start().waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(log).content().isEqualTo("__complete|" + asked + "\n" + run + "\n");
    }
}
