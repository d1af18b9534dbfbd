package io.etcdbr.node.host;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Sends signals, and never to a stranger that got the number of a process that ended meanwhile. */
public final class Signals {
    public static final int KILL = 9;
    public static final int TERMINATE = 15;
    public static final int CONTINUE = 18;
    public static final int STOP = 19;

    private Signals() {}

    /**
     * Sends a signal.
     *
     * @param isStillIt whether the number still belongs to the process that is meant. Asked after the process is held by a
     *     descriptor, so that it cannot change afterwards; on kernels without such descriptors directly before the signal
     * @return false if the process is gone
     * @throws IOException if the kernel refuses
     */
    public static boolean send(int pid, int signal, BooleanSupplier isStillIt) throws IOException {
        CLibrary.Answer descriptor = CLibrary.pidfdOpen(pid);
        if (descriptor.isUnsupported()) {
            return isStillIt.getAsBoolean() && arrived(CLibrary.kill(pid, signal), pid);
        }
        if (!arrived(descriptor, pid)) {
            return false;
        }
        try {
            return isStillIt.getAsBoolean() && arrived(CLibrary.pidfdSendSignal(descriptor.value(), signal), pid);
        } finally {
            CLibrary.close(descriptor.value());
        }
    }

    private static boolean arrived(CLibrary.Answer answer, int pid) throws IOException {
        if (answer.succeeded()) {
            return true;
        }
        if (answer.error() == CLibrary.ESRCH) {
            return false;
        }
        throw new IOException("the signal to process " + pid + " was refused with error " + answer.error()
                + (answer.error() == CLibrary.EPERM ? " (not permitted)" : ""));
    }
}
