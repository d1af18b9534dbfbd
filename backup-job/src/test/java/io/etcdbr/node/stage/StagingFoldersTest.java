package io.etcdbr.node.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class StagingFoldersTest {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(3);

    @TempDir
    Path data;

    @Test
    void theFolderOfAllRestoresGoesWithTheLast() throws IOException {
        StagingFolders one = of("7f3a9c");
        StagingFolders other = of("7f3a9d");
        one.make();
        other.make();

        one.remove();
        assertThat(other.own()).exists();

        other.remove();
        assertThat(data).isEmptyDirectory();
    }

    /** At worst it would be the only old data of a node. */
    @Test
    void whatAnotherRestoreMakesMeanwhileIsNotRemovedWithOnesOwn() throws Exception {
        AtomicInteger made = new AtomicInteger();
        FutureTask<Integer> cleaning = new FutureTask<>(() -> cleanAgainAndAgain(of("7f3a9c"), made));
        StagingFolders other = of("7f3a9d");
        Path member = other.own().resolve("old/member");
        Thread.ofPlatform().start(cleaning);
        while (!cleaning.isDone()) {
            try {
                other.make();
            } catch (FileSystemException e) {
                // The folder above went in that moment: it begins anew.
                continue;
            }
            Files.createDirectories(member);
            Thread.sleep(1);
            assertThat(member).exists();
            Files.delete(member);
            Files.delete(member.getParent());
            Files.delete(other.own());
            made.incrementAndGet();
        }
        assertThat(cleaning.get()).isGreaterThan(10);
        assertThat(made).hasValueGreaterThan(10);
    }

    /** The kernel calls the folder busy, whatever is in it. */
    @Test
    void aFileSystemThatSomebodyMountedForAllRestoresStays() throws IOException {
        StagingFolders folders = of("7f3a9c");
        Path all = folders.names().all();
        try (SmallDisk disk = SmallDisk.mount(all, "size=1m,mode=700")) {
            folders.make();

            folders.remove();

            assertThat(disk.path()).isEmptyDirectory();
        }
    }

    /** For so long, and until both have come to it often. */
    private static int cleanAgainAndAgain(StagingFolders one, AtomicInteger made) throws IOException {
        int cleaned = 0;
        long end = System.nanoTime() + LONG_ENOUGH.toNanos();
        for (; System.nanoTime() < end || cleaned <= 10 || made.get() <= 10; cleaned++) {
            one.make();
            one.remove();
        }
        return cleaned;
    }

    private StagingFolders of(String end) {
        return StagingFolders.in(data, new RestoreId("r20261120t143005-" + end));
    }
}
