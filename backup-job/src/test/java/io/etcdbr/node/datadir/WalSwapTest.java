package io.etcdbr.node.datadir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.node.host.FileId;
import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalSwapTest {
    private static final String FIRST = "0000000000000000-0000000000000000.wal";
    private static final String SECOND = "0000000000000001-0000000000000009.wal";

    @TempDir
    Path base;

    private SwapFolders folders;
    private Map<String, Long> newFiles;

    @BeforeEach
    void staged() throws IOException {
        folders = new SwapFolders(Files.createDirectory(base.resolve("wal")), new RestoreId("r20261120t143005-7f3a9c"));
        Files.createDirectories(folders.newFolder());
        Files.writeString(folders.directory().resolve(FIRST), "old first");
        Files.writeString(folders.directory().resolve(SECOND), "old second");
        Files.writeString(folders.directory().resolve("0.tmp"), "old tmp");
        Files.writeString(folders.directory().resolve("lost+found"), "not ours");
        Files.writeString(folders.newFolder().resolve(FIRST), "new first");
        newFiles =
                Map.of(FIRST, FileId.inodeOf(folders.newFolder().resolve(FIRST)).orElseThrow());
    }

    @Test
    void filesOfOneNameChangePlaces() throws IOException {
        swap(_ -> {}).forward();
        assertThat(used()).isEqualTo(Map.of(FIRST, "new first"));

        swap(_ -> {}).back();
        assertThat(used()).isEqualTo(old());
        assertThat(folders.directory().resolve("lost+found")).hasContent("not ours");
    }

    @Test
    void whatTheNewEtcdMadeMeanwhileGoesAwayWithIt() throws IOException {
        swap(_ -> {}).forward();
        Files.writeString(folders.directory().resolve("1.tmp"), "of the new one");
        Files.move(folders.directory().resolve(FIRST), folders.directory().resolve(SECOND));

        swap(_ -> {}).back();

        assertThat(used()).isEqualTo(old());
        assertThat(folders.newFolder().resolve(SECOND)).hasContent("new first");
    }

    /** RECOVER.sh goes by that list, and would take what the old etcd writes from then on for files of the new one. */
    @Test
    void onceTheOldFilesAreBackTheirListIsNoMore() throws IOException {
        swap(_ -> {}).forward();
        assertThat(folders.own().resolve("old-files")).exists();

        swap(_ -> {}).back();

        assertThat(folders.own().resolve("old-files")).doesNotExist();
        Files.writeString(folders.directory().resolve("1.tmp"), "of the old one");
        swap(_ -> {}).back();
        assertThat(folders.directory().resolve("1.tmp")).exists();
    }

    @Test
    void aKillBeforeAnyStepLeavesWhatEachWayCanBeginWith() throws IOException {
        for (boolean forwardThen : new boolean[] {true, false}) {
            for (boolean forwardFirst : new boolean[] {true, false}) {
                go(!forwardFirst);
                int step = 1;
                while (killed(forwardFirst, step)) {
                    go(forwardThen);
                    assertThat(used()).isEqualTo(forwardThen ? Map.of(FIRST, "new first") : old());
                    go(!forwardFirst);
                    step++;
                }
                assertThat(step).isGreaterThan(3);
            }
        }
    }

    @Test
    void aFileThatIsNowhereIsSaid() throws IOException {
        Files.delete(folders.newFolder().resolve(FIRST));

        assertThatThrownBy(() -> swap(_ -> {}).forward())
                .isInstanceOf(StuckException.class)
                .hasMessageContaining("not those that were staged");
        assertThat(used()).isEqualTo(old());
        assertThat(swap(_ -> {}).wasBegun()).isFalse();
    }

    private boolean killed(boolean forward, int step) throws IOException {
        int[] steps = {0};
        WalSwap swap = swap(_ -> {
            if (++steps[0] == step) {
                throw new Killed();
            }
        });
        try {
            if (forward) {
                swap.forward();
            } else {
                swap.back();
            }
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    private void go(boolean forward) throws IOException {
        if (forward) {
            swap(_ -> {}).forward();
        } else {
            swap(_ -> {}).back();
        }
    }

    private WalSwap swap(Steps steps) {
        return new WalSwap(folders, newFiles, steps);
    }

    private static Map<String, String> old() {
        return Map.of(FIRST, "old first", SECOND, "old second", "0.tmp", "old tmp");
    }

    private Map<String, String> used() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folders.directory())) {
            for (Path file : files.filter(file -> file.toString().matches(".*\\.(wal|tmp)"))
                    .toList()) {
                found.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return found;
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
