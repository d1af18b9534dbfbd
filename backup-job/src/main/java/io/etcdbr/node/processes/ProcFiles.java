package io.etcdbr.node.processes;

import io.etcdbr.node.host.FileId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads {@code /proc}. In a pod with {@code hostPID} it shows all processes of the node. A process may end at any moment, which is
 * never a failure here.
 *
 * @param proc a mounted {@code proc}
 */
public record ProcFiles(Path proc) {
    private static final int STATE_FIELD = 0;
    private static final int START_FIELD = 19;
    private static final String LISTENING = "0A";
    private static final int SOCKET_FIELD = 9;

    /** What the kernel adds to the name of a program that was replaced on the disk. */
    private static final String DELETED = " (deleted)";

    /** All whose program has such a name, without those that are dead. Looks closer only at those. */
    public List<RunningProcess> processes(Predicate<String> program) throws IOException {
        List<RunningProcess> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path folder : folders) {
                if (program(folder).filter(program).isPresent()) {
                    find(Integer.parseInt(String.valueOf(folder.getFileName()))).ifPresent(found::add);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /** Empty if there is none of this number, or it is dead. */
    public Optional<RunningProcess> find(int pid) {
        Path folder = proc.resolve(Integer.toString(pid));
        try {
            Optional<String> program = program(folder);
            if (program.isEmpty()) {
                return Optional.empty();
            }
            String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name in parentheses may have anything in it, so count from its end.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            RunningProcess process = new RunningProcess(
                    pid,
                    Long.parseLong(fields[START_FIELD]),
                    program.get(),
                    fields[STATE_FIELD].charAt(0),
                    arguments(folder));
            return process.isDead() ? Optional.empty() : Optional.of(process);
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether the number still belongs to this process, and it is not dead. */
    public boolean isAlive(RunningProcess process) {
        return find(process.pid())
                .filter(found -> found.started() == process.started())
                .isPresent();
    }

    /** Whether it is in the same network namespace as this process; false if nobody knows any more. */
    public boolean sharesOurNetwork(RunningProcess process) {
        try {
            return Files.readSymbolicLink(proc.resolve(process.pid() + "/ns/net"))
                    .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it has one of these files open, under whatever name. */
    public boolean hasOpen(RunningProcess process, Set<FileId> files) {
        return hasDescriptor(process, descriptor -> isOneOf(descriptor, files));
    }

    /** Whether it holds this socket; false if nobody knows any more. */
    public boolean hasSocket(RunningProcess process, long socket) {
        Path wanted = Path.of("socket:[" + socket + "]");
        return hasDescriptor(process, descriptor -> leadsTo(descriptor, wanted));
    }

    private boolean hasDescriptor(RunningProcess process, Predicate<Path> wanted) {
        Path folder = proc.resolve(process.pid() + "/fd");
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(folder)) {
            for (Path descriptor : descriptors) {
                if (wanted.test(descriptor)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Gone, or going.
        }
        return false;
    }

    /** The inodes that somebody has locked, of whatever kind the lock is, with the device where one is shown that can be compared. */
    public Set<LockedFile> lockedFiles() throws IOException {
        Set<LockedFile> found = new HashSet<>();
        for (String line : Files.readAllLines(proc.resolve("locks"))) {
            LockedFile.parse(line).ifPresent(found::add);
        }
        return found;
    }

    /** The TCP ports on which somebody listens in the network namespace of this process. */
    public Set<Integer> listeningPorts() throws IOException {
        return listeners().stream().map(Listener::port).collect(Collectors.toSet());
    }

    /** A socket that listens, by its inode. */
    public record Listener(int port, long socket) {}

    /** Those of the network namespace of this process; sockets that share a port are each one. */
    public Set<Listener> listeners() throws IOException {
        Set<Listener> found = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            Path file = proc.resolve("self").resolve(table);
            // A kernel without IPv6 has no tcp6.
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    String[] fields = line.strip().split("\\s+");
                    if (fields.length > SOCKET_FIELD && fields[3].equals(LISTENING)) {
                        found.add(new Listener(
                                Integer.parseInt(fields[1].substring(fields[1].lastIndexOf(':') + 1), 16),
                                Long.parseLong(fields[SOCKET_FIELD])));
                    }
                }
            }
        }
        return found;
    }

    private static boolean leadsTo(Path descriptor, Path wanted) {
        try {
            return Files.readSymbolicLink(descriptor).equals(wanted);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isOneOf(Path descriptor, Set<FileId> files) {
        try {
            return files.contains(FileId.behind(descriptor));
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> arguments(Path folder) throws IOException {
        String text = Files.readString(folder.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        List<String> parts = List.of(text.split("\0", -1));
        return text.endsWith("\0") ? parts.subList(0, parts.size() - 1) : parts;
    }

    /** The name of the file that it runs; kernel threads and the dead have none. */
    private static Optional<String> program(Path folder) {
        try {
            String path = Files.readSymbolicLink(folder.resolve("exe")).toString();
            String name = path.substring(path.lastIndexOf('/') + 1);
            return Optional.of(name.endsWith(DELETED) ? name.substring(0, name.length() - DELETED.length()) : name);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
