package io.etcdbr.node.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Optional;

/** Calls of the C library for which Java has no API. What an older library lacks counts as not supported by the kernel. */
final class CLibrary {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int EINVAL = 22;
    static final int ENOSYS = 38;
    static final int ENODATA = 61;
    static final int EOPNOTSUPP = 95;

    static final int RENAME_NOREPLACE = 1;
    static final int RENAME_EXCHANGE = 2;

    private static final int AT_FDCWD = -100;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle STATE_ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final Optional<MethodHandle> RENAMEAT2 =
            find("renameat2", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT, ValueLayout.ADDRESS, INT));
    private static final Optional<MethodHandle> KILL = find("kill", FunctionDescriptor.of(INT, INT, INT));
    private static final Optional<MethodHandle> PIDFD_OPEN = find("pidfd_open", FunctionDescriptor.of(INT, INT, INT));
    private static final Optional<MethodHandle> PIDFD_SEND_SIGNAL =
            find("pidfd_send_signal", FunctionDescriptor.of(INT, INT, INT, ValueLayout.ADDRESS, INT));
    private static final Optional<MethodHandle> CLOSE = find("close", FunctionDescriptor.of(INT, INT));

    private static final Optional<MethodHandle> LGETXATTR = find(
            "lgetxattr",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG));
    private static final Optional<MethodHandle> LSETXATTR = find(
            "lsetxattr",
            FunctionDescriptor.of(
                    INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, INT));

    private CLibrary() {}

    /**
     * What a call answered.
     *
     * @param value negative if it failed
     * @param error {@code errno}, which counts only then
     */
    record Answer(int value, int error) {
        boolean succeeded() {
            return value >= 0;
        }

        boolean isUnsupported() {
            return value < 0 && (error == ENOSYS || error == EINVAL);
        }
    }

    static Answer renameat2(Path from, Path to, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment first = arena.allocateFrom(from.toString());
            MemorySegment second = arena.allocateFrom(to.toString());
            return call(RENAMEAT2, arena, AT_FDCWD, first, AT_FDCWD, second, flags);
        }
    }

    /** Fills {@code value}; the answer is how many bytes there are. */
    static Answer lgetxattr(Path path, String name, byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(value.length);
            Answer answer =
                    call(LGETXATTR, arena, arena.allocateFrom(path.toString()), arena.allocateFrom(name), bytes, (long)
                            value.length);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, value, 0, value.length);
            return answer;
        }
    }

    static Answer lsetxattr(Path path, String name, byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            return call(
                    LSETXATTR,
                    arena,
                    arena.allocateFrom(path.toString()),
                    arena.allocateFrom(name),
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, value),
                    (long) value.length,
                    0);
        }
    }

    static Answer kill(int pid, int signal) {
        try (Arena arena = Arena.ofConfined()) {
            return call(KILL, arena, pid, signal);
        }
    }

    /** A descriptor that means this process for ever, also after its number went to another one. */
    static Answer pidfdOpen(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            return call(PIDFD_OPEN, arena, pid, 0);
        }
    }

    static Answer pidfdSendSignal(int descriptor, int signal) {
        try (Arena arena = Arena.ofConfined()) {
            return call(PIDFD_SEND_SIGNAL, arena, descriptor, signal, MemorySegment.NULL, 0);
        }
    }

    static void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            call(CLOSE, arena, descriptor);
        }
    }

    private static Answer call(Optional<MethodHandle> function, Arena arena, Object... arguments) {
        if (function.isEmpty()) {
            return new Answer(-1, ENOSYS);
        }
        MemorySegment state = arena.allocate(STATE);
        Object[] all = new Object[arguments.length + 1];
        all[0] = state;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        try {
            int value = ((Number) function.get().invokeWithArguments(all)).intValue();
            return new Answer(value, (int) STATE_ERRNO.get(state, 0L));
        } catch (Throwable e) {
            throw new IllegalStateException("the C library could not be called", e);
        }
    }

    private static Optional<MethodHandle> find(String name, FunctionDescriptor descriptor) {
        return LINKER.defaultLookup().find(name).map(address -> LINKER.downcallHandle(address, descriptor, ERRNO));
    }
}
