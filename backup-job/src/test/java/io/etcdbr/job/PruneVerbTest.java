package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.format.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneVerbTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void whatWasLookedAtGoesIfItIsStillTheSame() {
        String old = backup(3);
        String kept = backup(1);

        ProgramRun run =
                prune("--expect", digest(prune("--dry-run", "-o", "name").out()));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains(old, "1 deleted");
        assertThat(ids()).isEqualTo(kept + "\n");
    }

    /** Between the look and the deletion the backup job pushed another one out. */
    @Test
    void nothingIsDeletedIfOthersWouldGoThanThoseLookedAt() {
        backup(3);
        String pushedOut = backup(2);
        String looked = prune("--dry-run", "-o", "name").out();
        assertThat(looked).doesNotContain(pushedOut);
        backup(1);
        String before = ids();

        ProgramRun run = prune("--expect", digest(looked));

        assertThat(run.code()).isEqualTo(33);
        assertThat(run.err())
                .contains("other backups would be deleted than those that were looked at", "nothing was deleted");
        assertThat(ids()).isEqualTo(before).contains(pushedOut);
    }

    @Test
    void whatIsNoDigestIsAMistake() {
        assertThat(prune("--expect", "yes").err()).contains("--expect: expected a SHA-256 as 64 hexadecimal digits");
    }

    private String backup(int hoursAgo) {
        return StoredBackups.plain(directory, "kubernetes", NOW.minusSeconds(3600L * hoursAgo))
                .toString();
    }

    private ProgramRun prune(String first, String... more) {
        String[] all = new String[more.length + 4];
        all[0] = "prune";
        all[1] = "--store=file://" + directory;
        all[2] = "--keep-last=1";
        all[3] = first;
        System.arraycopy(more, 0, all, 4, more.length);
        return ProgramRun.of(all);
    }

    private String ids() {
        return ProgramRun.of("list", "--store=file://" + directory, "-o", "name")
                .out();
    }

    private static String digest(String text) {
        return Sha256.digestOf(text.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
