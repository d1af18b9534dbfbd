package io.etcdbr.kubectl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Runs commands one after the other, a line of standard input each, split at blanks: what the JVM loads for them goes into the
 * start-up cache, which takes the classes of one process only. {@code plugin/pack} alone calls it.
 */
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            // How it ends does not matter: where there is no cluster, the way to that answer is what counts.
            PluginMain.run(line.split(" "), System.getenv(), System.in, System.out, System.err);
        }
        System.exit(0);
    }
}
