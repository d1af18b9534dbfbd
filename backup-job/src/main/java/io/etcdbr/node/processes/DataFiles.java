package io.etcdbr.node.processes;

import io.etcdbr.node.host.FileId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The proof that nobody works on an etcd's data: no lock on its files, nobody listening on its ports, and no process that has one of
 * them open. Processes see folders under names of their own, so files are compared by inode.
 *
 * @param folders with etcd's files, which need not be there
 */
public record DataFiles(ProcFiles proc, List<Path> folders, Set<Integer> ports) implements PodStop.Proof {
    private static final String OURS = ".etcdbr";

    public DataFiles {
        folders = List.copyOf(folders);
        ports = Set.copyOf(ports);
    }

    /** The dearest check comes last: it looks at every descriptor of every process. */
    @Override
    public Optional<String> objection() throws IOException {
        Optional<String> quick = quickObjection();
        if (quick.isPresent()) {
            return quick;
        }
        Set<FileId> files = files();
        int ours = (int) ProcessHandle.current().pid();
        return proc.processes(_ -> true).stream()
                .filter(process -> process.pid() != ours && proc.hasOpen(process, files))
                .findFirst()
                .map(process -> process + " has a file of etcd open");
    }

    /** The same by ports and locks alone. */
    public Optional<String> quickObjection() throws IOException {
        for (int port : proc.listeningPorts()) {
            if (ports.contains(port)) {
                return Optional.of("somebody listens on port " + port);
            }
        }
        Set<FileId> files = files();
        for (LockedFile lock : proc.lockedFiles()) {
            if (files.stream().anyMatch(lock::mayBe)) {
                return Optional.of("a file of etcd is locked (inode " + lock.inode() + ")");
            }
        }
        return Optional.empty();
    }

    /** Whether this process works on the data. */
    public boolean isUser(RunningProcess process) {
        try {
            return proc.hasOpen(process, files());
        } catch (IOException e) {
            return false;
        }
    }

    private Set<FileId> files() throws IOException {
        Set<FileId> files = new HashSet<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        FileId.find(file).ifPresent(files::add);
                        return FileVisitResult.CONTINUE;
                    }

                    /** What is staged or set aside is nobody's data yet or any more. */
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                        return OURS.equals(String.valueOf(folder.getFileName()))
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    /** Files come and go while etcd runs. */
                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
        }
        return files;
    }
}
