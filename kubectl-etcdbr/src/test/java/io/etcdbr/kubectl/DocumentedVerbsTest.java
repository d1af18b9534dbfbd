package io.etcdbr.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.command.Verb;
import io.etcdbr.kubectl.command.PluginVerbs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of commands in docs/kubectl.md. */
class DocumentedVerbsTest {
    /** Words up to an argument or a flag, such as {@code `restore rollback ID`}. */
    private static final Pattern COMMAND = Pattern.compile("`([a-z]+(?: [a-z]+)*)[^`]*`");

    @Test
    void namesEveryCommandAndNoOther() throws IOException {
        Set<String> verbs =
                PluginVerbs.program().verbs().stream().map(Verb::name).collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented()).isEqualTo(verbs);
    }

    private static Set<String> documented() throws IOException {
        String text = Files.readString(Path.of("../docs/kubectl.md"));
        String commands = text.substring(text.indexOf("\n## Commands\n"), text.indexOf("\n## Where a command runs\n"));
        List<String> rows =
                commands.lines().filter(line -> line.startsWith("| `")).toList();
        Set<String> names = new TreeSet<>();
        for (String row : rows) {
            Matcher command = COMMAND.matcher(row.replace("\\|", "/").split("\\|")[1]);
            while (command.find()) {
                names.add(command.group(1));
            }
        }
        return names;
    }
}
