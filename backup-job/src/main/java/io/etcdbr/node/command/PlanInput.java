package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.io.IOException;

/** A plan on standard input. */
final class PlanInput {
    private static final int MOST_BYTES = 2 << 20;

    private PlanInput() {}

    static byte[] read(Invocation call) {
        try {
            return call.in().readNBytes(MOST_BYTES);
        } catch (IOException e) {
            throw new EtcdbrException(
                    ExitCode.USAGE, "standard input cannot be read: " + e.getMessage(), "Give the plan there");
        }
    }
}
