package io.etcdbr.node.facts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A {@code /proc} with processes that do not run, as far as facts look at it. */
record FakeProc(Path proc) {

    static FakeProc in(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("sys/kernel/random"));
        Files.writeString(folder.resolve("sys/kernel/random/boot_id"), "5f2b0000-0000-0000-0000-000000000000\n");
        Files.createDirectories(folder.resolve("self"));
        Files.copy(Path.of("/proc/self/mountinfo"), folder.resolve("self/mountinfo"));
        return new FakeProc(folder);
    }

    /** @param program the file that it runs, which may be a real one */
    Path process(int pid, Path program, List<String> arguments) throws IOException {
        Path process = Files.createDirectories(proc.resolve(Integer.toString(pid)));
        Files.createSymbolicLink(process.resolve("exe"), program);
        Files.writeString(process.resolve("cmdline"), String.join("\0", arguments) + "\0");
        String name = arguments.getFirst();
        Files.writeString(
                process.resolve("stat"),
                pid + " (" + name
                        + ") S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 9 0 4200 1 1 1 1 1 1 1 1 1 1 1 1 1 0 0 0 17 0\n");
        Files.createDirectories(process.resolve("ns"));
        Files.createSymbolicLink(process.resolve("ns/net"), Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
        Files.createDirectories(process.resolve("root"));
        return process;
    }

    /** @param address as {@code /proc/net/tcp} writes it */
    void listens(Path process, String address, int port, int socket) throws IOException {
        Path table = Files.createDirectories(proc.resolve("self/net")).resolve("tcp");
        Files.writeString(
                table,
                "   0: %s:%04X 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 %d 1 0 100 0 0 10 0%n"
                        .formatted(address, port, socket),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        Path descriptors = Files.createDirectories(process.resolve("fd"));
        Files.createSymbolicLink(descriptors.resolve(Integer.toString(socket)), Path.of("socket:[" + socket + "]"));
    }
}
