package io.etcdbr.e2e.harness;

import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A key pair of age.
 *
 * @param file with the private key
 * @param recipient the public key
 */
public record AgeKey(Path file, String recipient) {

    /** Makes one, or skips the test where age is missing. */
    public static AgeKey make(Path folder) throws IOException {
        String program = Programs.require("age-keygen", "age");
        Path file = folder.resolve("key.txt");
        Programs.run(program, "-o", file.toString());
        return new AgeKey(file, Programs.run(program, "-y", file.toString()).strip());
    }
}
