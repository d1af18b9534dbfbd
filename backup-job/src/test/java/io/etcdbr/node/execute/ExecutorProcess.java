package io.etcdbr.node.execute;

import io.etcdbr.node.host.Signals;
import io.etcdbr.restore.State;
import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * An executor as a process of its own, that kills itself by SIGKILL at each moment of its life that it comes to for the first time, if
 * the moment's name begins as told.
 */
final class ExecutorProcess {
    private ExecutorProcess() {}

    /** The command line, as a manifest for {@link FakeKubelet}. */
    static List<String> commandLine(TestNode node, RestoreId id, String killAt) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ExecutorProcess.class.getName(),
                node.root.toString(),
                node.name,
                Integer.toString(node.clientPort),
                id.value(),
                killAt);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        TestNode node = new TestNode(args[1], Path.of(args[0]), false);
        RestoreId id = new RestoreId(args[3]);
        Path killed = node.root.resolve("killed");
        Moments moments = what -> {
            if (!args[4].isEmpty() && what.startsWith(args[4])) {
                dieOnce(killed, what);
            }
        };
        Optional<State.Terminal> end = NodeRestore.open(id, node.name, node.settings(moments, System.out))
                .execute(Optional.empty());
        System.exit(end.isPresent() ? 0 : 1);
    }

    private static synchronized void dieOnce(Path killed, String what) {
        try {
            if (Files.exists(killed) && Files.readAllLines(killed).contains(what)) {
                return;
            }
            Files.writeString(killed, what + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            try (FileChannel file = FileChannel.open(killed, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            Signals.send((int) ProcessHandle.current().pid(), Signals.KILL, () -> true);
            Thread.sleep(Long.MAX_VALUE);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
