package io.etcdbr.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.command.CommandLineReader.Request;
import io.etcdbr.config.Setting;
import io.etcdbr.format.Tool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineReaderTest {
    private static final Program PROGRAM = new Program(
            "kubectl etcdbr",
            new Tool("test", "1"),
            "Does this and that.",
            List.of(Setting.QUIET, Setting.OUTPUT),
            List.of(
                    new Named("get", Setting.OBJECT_NAMESPACE, Setting.ALL_NAMESPACES, Setting.NAMESPACE),
                    new Named("list", Setting.NAMESPACE, Setting.CONTEXT, Setting.VERIFY),
                    new Named("restore", Setting.CONTEXT),
                    new Named("restore status", Setting.CONTEXT),
                    new Named("key add"),
                    new Named("key list"),
                    new Named("version")));

    private record Named(String name, List<Setting> settings) implements Verb {
        Named(String name, Setting... settings) {
            this(name, List.of(settings));
        }

        @Override
        public String summary() {
            return "Does " + name;
        }

        @Override
        public List<String> description() {
            return List.of("It does.");
        }

        @Override
        public List<String> examples() {
            return List.of(name);
        }

        @Override
        public List<Argument> arguments() {
            return List.of(Argument.anyNumber("WORD", "A word."));
        }

        @Override
        public Outcome run(Invocation call) {
            throw new UnsupportedOperationException();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--context prod list a -q",
                "-q --context=prod list a",
                "list --context prod -q a",
                "-qo json --context prod list a",
                "-q -ojson --context prod list a"
            })
    void flagsStandWhereverTheyAre(String line) {
        Request.Call call = call(line);

        assertThat(call.mistakes()).isEmpty();
        assertThat(call.verb().name()).isEqualTo("list");
        assertThat(call.arguments()).containsExactly("a");
        assertThat(call.flags())
                .containsEntry(Setting.CONTEXT, List.of("prod"))
                .containsEntry(Setting.QUIET, List.of("true"));
    }

    @Test
    void aNameMayHaveSeveralWords() {
        assertThat(call("restore status").verb().name()).isEqualTo("restore status");
        assertThat(call("restore --context status status x").verb().name()).isEqualTo("restore status");
        assertThat(call("restore 20261120"))
                .satisfies(call -> assertThat(call.verb().name()).isEqualTo("restore"))
                .satisfies(call -> assertThat(call.arguments()).containsExactly("20261120"));
        assertThat(call("list restore status").arguments()).containsExactly("restore", "status");
    }

    @Test
    void whereObjectsAreMeantTheNamespaceIsTheirs() {
        Request.Call get = call("-n shop get --etcdbr-namespace backups");
        Request.Call list = call("-n backups list");

        assertThat(get.flags())
                .isEqualTo(Map.of(Setting.OBJECT_NAMESPACE, List.of("shop"), Setting.NAMESPACE, List.of("backups")));
        assertThat(list.flags()).isEqualTo(Map.of(Setting.NAMESPACE, List.of("backups")));
    }

    @Test
    void helpOfAVerbWithOthersBelowItNamesThem() {
        assertThat(help("help restore")).isEqualTo(help("restore --help")).contains("'kubectl etcdbr restore status'");
        assertThat(help("help restore status")).contains("Usage: kubectl etcdbr restore status [WORD...] [OPTIONS]");
        assertThat(help("--help")).isEqualTo(help("help")).contains("\n  restore status  Does restore status\n");
        assertThat(help("get --help")).contains("-n, --namespace=NAME", "      --etcdbr-namespace=NAME");
    }

    @Test
    void whatIsNoVerbIsToldFromWhatIsNoFlag() {
        assertThat(mistake("lsit")).startsWith("there is no command 'lsit'").endsWith("did you mean 'list'?");
        assertThat(mistake("--contxt prod list")).isEqualTo("there is no flag --contxt; did you mean '--context'?");
        assertThat(mistake("--context prod")).startsWith("no command is given; expected one of get, list");
        assertThat(mistake("key")).isEqualTo("expected add, list after 'key', found nothing");
        assertThat(mistake("key lits")).isEqualTo("expected add, list after 'key', found 'lits'; did you mean 'list'?");
        assertThat(mistake("restore --context prod statut"))
                .isEqualTo("there is no command 'restore statut'; did you mean 'status'?");
        assertThat(mistake("ls")).endsWith("; did you mean 'list'?");
        assertThat(call("list --all-namespaces").mistakes()).containsExactly("'list' has no use for --all-namespaces");
    }

    @Test
    void theVersionIsAFlagToo() {
        assertThat(call("--version -o json").verb().name()).isEqualTo("version");
        assertThat(call("-V").verb().name()).isEqualTo("version");
    }

    private static Request read(String line) {
        return new CommandLineReader(PROGRAM, () -> 100).read(line.split(" "));
    }

    private static Request.Call call(String line) {
        return (Request.Call) read(line);
    }

    private static String help(String line) {
        return ((Request.Help) read(line)).text();
    }

    private static String mistake(String line) {
        return ((Request.Mistake) read(line)).problem();
    }
}
