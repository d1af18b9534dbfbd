package io.etcdbr.job;

import io.etcdbr.command.Program;
import io.etcdbr.config.LogSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.TerminalSettings;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.Tool;
import io.etcdbr.job.command.Verbs;
import io.etcdbr.program.ProgramMain;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The program {@code etcdbr-job}. */
public final class JobMain {
    private static final List<Setting> COMMON = Stream.of(
                    List.of(Setting.CONFIG), LogSettings.USED, TerminalSettings.USED, List.of(Setting.TERMINATION_LOG))
            .flatMap(List::stream)
            .toList();

    private JobMain() {}

    public static void main(String[] args) {
        System.exit(run(args, System.getenv(), System.in, System.out, System.err));
    }

    /**
     * Runs one command.
     *
     * @return what the process should end with: a number of {@link ExitCode}
     */
    public static int run(String[] args, Map<String, String> env, InputStream in, PrintStream out, PrintStream err) {
        return ProgramMain.run(program(), args, env, in, out, err);
    }

    /** What it is called, and what it can be asked for. */
    public static Program program() {
        return new Program(
                "etcdbr-job",
                new Tool("etcdbr-job", Program.version()),
                "Backs up the etcd under Kubernetes, and lists, checks, fetches and prunes what it stored.",
                COMMON,
                Verbs.all());
    }
}
