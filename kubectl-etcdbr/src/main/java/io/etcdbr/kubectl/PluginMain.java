package io.etcdbr.kubectl;

import io.etcdbr.command.Program;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.command.Completions;
import io.etcdbr.kubectl.command.PluginVerbs;
import io.etcdbr.program.ProgramMain;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;

/** The program {@code kubectl-etcdbr}. */
public final class PluginMain {
    /** What {@code kubectl_complete-etcdbr} and the scripts of {@code completion} ask with. */
    private static final String COMPLETE = "__complete";

    private PluginMain() {}

    public static void main(String[] args) {
        System.exit(run(args, System.getenv(), System.in, System.out, System.err));
    }

    /**
     * Runs one command.
     *
     * @return what the process should end with: a number of {@link ExitCode}
     */
    public static int run(String[] args, Map<String, String> env, InputStream in, PrintStream out, PrintStream err) {
        Program program = PluginVerbs.program();
        if (args.length > 0 && args[0].equals(COMPLETE)) {
            out.print(new Completions(program, env).of(Arrays.copyOfRange(args, 1, args.length)));
            out.flush();
            return ExitCode.OK.number();
        }
        return ProgramMain.run(program, args, env, in, out, err);
    }
}
