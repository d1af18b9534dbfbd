package io.etcdbr.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class of the tests, run by a JVM of its own. */
public final class JavaProgram {
    private JavaProgram() {}

    /**
     * @param log where what it says on standard error goes: what a test inherited would get between the lines by which the test's own
     *     JVM reports
     * @param options of the JVM
     */
    public static Process start(Class<?> main, Path log, List<String> options, String... arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(options);
        line.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), main.getName()));
        line.addAll(List.of(arguments));
        return new ProcessBuilder(line)
                .redirectError(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
    }

    public static Process start(Class<?> main, Path log) throws IOException {
        return start(main, log, List.of());
    }
}
