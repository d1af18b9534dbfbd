package io.etcdbr.node;

import io.etcdbr.command.Program;
import io.etcdbr.config.LogSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.format.Tool;
import io.etcdbr.node.command.NodeVerbs;
import io.etcdbr.program.ProgramMain;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The program {@code etcdbr-node}. */
public final class NodeMain {
    private static final List<Setting> COMMON = Stream.of(
                    List.of(Setting.CONFIG, Setting.HOST, Setting.NODE),
                    LogSettings.USED,
                    List.of(Setting.TERMINATION_LOG))
            .flatMap(List::stream)
            .toList();

    private NodeMain() {}

    public static void main(String[] args) {
        System.exit(run(args, System.getenv(), System.in, System.out, System.err));
    }

    /**
     * Runs one command.
     *
     * @return what the process should end with: a number of {@link io.etcdbr.error.ExitCode}
     */
    public static int run(String[] args, Map<String, String> env, InputStream in, PrintStream out, PrintStream err) {
        return ProgramMain.run(program(), args, env, in, out, err);
    }

    /** What it is called, and what it can be asked for. */
    public static Program program() {
        return new Program(
                "etcdbr-node",
                new Tool("etcdbr-node", Program.version()),
                "Takes a control-plane node through a restore of its etcd; kubectl etcdbr restore calls it.",
                COMMON,
                NodeVerbs.all());
    }
}
