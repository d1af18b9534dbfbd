package io.etcdbr.kubectl.command;

import io.etcdbr.command.Program;
import io.etcdbr.command.Verb;
import io.etcdbr.config.LogSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.format.Tool;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.program.ProgramMain;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One run of the program on another cluster than a kubeconfig's. */
record ScriptedRun(int code, String out, String err) {

    static ScriptedRun on(Cluster cluster, String... args) {
        return of(PluginVerbs.all(_ -> cluster), args);
    }

    static ScriptedRun of(List<Verb> verbs, String... args) {
        return of(verbs, Map.of(), args);
    }

    static ScriptedRun of(List<Verb> verbs, Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Program program = new Program(
                "kubectl etcdbr",
                new Tool("kubectl-etcdbr", "1"),
                "Test.",
                Stream.concat(Stream.of(Setting.CONFIG), LogSettings.USED.stream())
                        .toList(),
                verbs.stream().<Verb>map(PatientVerb::new).toList());
        int code = ProgramMain.run(
                program,
                args,
                environment,
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new ScriptedRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Its standard output with words in place of the times that differ from run to run. */
    String lasting() {
        return out.replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:[\\d.]+Z", "TIME")
                .replaceAll("in \\d+[smh]", "in SOON");
    }
}
