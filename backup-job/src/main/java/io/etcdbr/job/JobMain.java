package io.etcdbr.job;

import io.etcdbr.error.ExitCode;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/** The program {@code etcdbr-job}. */
public final class JobMain {
    private JobMain() {}

    public static void main(String[] args) {
        System.exit(run(args, System.getenv(), System.in, System.out, System.err));
    }

    /**
     * Runs one command.
     *
     * @param env the environment, from which settings come that no flag gives
     * @return what the process should end with: a number of {@link ExitCode}
     */
    public static int run(String[] args, Map<String, String> env, InputStream in, PrintStream out, PrintStream err) {
        err.println("etcdbr-job has no commands yet.");
        return ExitCode.USAGE.number();
    }
}
