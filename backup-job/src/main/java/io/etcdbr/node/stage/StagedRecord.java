package io.etcdbr.node.stage;

import io.etcdbr.format.Sha256;
import io.etcdbr.node.host.BootClock;
import io.etcdbr.node.host.DurableFile;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.journal.JournalLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** What was staged, as the first line of a journal that is not yet one: it becomes it when the node is armed. */
final class StagedRecord {
    private StagedRecord() {}

    /** Empty if nothing was staged, or for another plan. */
    static Optional<Staged> read(RestoreFolder folder, Sha256 plan) throws IOException {
        Path file = folder.staged();
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        return JournalCodec.decode(Files.readAllBytes(file), "what was staged, " + file)
                .staged()
                .filter(staged -> staged.plan().equals(plan));
    }

    static void write(RestoreFolder folder, Staged staged) throws IOException {
        BootClock boot = new BootClock(Path.of("/proc"));
        JournalLine line = new JournalLine(
                1, boot.bootId(), boot.millisSinceBoot(), Clock.systemUTC().instant(), new Entry.Begun(staged));
        DurableFile.write(folder.staged(), JournalCodec.encode(line), "rw-------");
    }

    static void remove(RestoreFolder folder) throws IOException {
        Files.deleteIfExists(folder.staged());
    }
}
