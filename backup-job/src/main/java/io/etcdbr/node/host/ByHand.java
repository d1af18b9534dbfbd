package io.etcdbr.node.host;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.restore.RecoveryStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a person brings the old cluster back with {@code RECOVER.sh}, or has done so. As long as that is so, no executor acts: it would
 * undo what the script does, or vote for what the script takes away. The script's marker says {@code checking PID}, {@code moving PID},
 * {@code done}, or {@code done by force}.
 *
 * @param proc a mounted {@code proc} that shows the node's processes
 */
public record ByHand(RestoreFolder folder, Path proc) {
    private static final Pattern PROCESS = Pattern.compile("(?:checking|moving) ([0-9]{1,9})\\s*");
    private static final Pattern NUMBER = Pattern.compile(" [0-9]+$");
    private static final String SCRIPT = "RECOVER.sh";

    public static final String TOLD =
            "RECOVER.sh was begun on this node, so nothing is done here until a person says 'etcdbr-node rollback' or 'resume'.";

    public boolean isBegun() {
        return Files.exists(folder.recovering());
    }

    /** Empty if nobody began the script. */
    public Optional<RecoveryStep> step() throws IOException {
        try {
            String marker = Files.readString(folder.recovering()).strip();
            return Optional.of(RecoveryStep.of(NUMBER.matcher(marker).replaceFirst("")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** @throws EtcdbrException {@link ExitCode#REFUSED} while the script runs */
    public void requireEnded() throws IOException {
        if (!isBegun()) {
            return;
        }
        Matcher process = PROCESS.matcher(Files.readString(folder.recovering()));
        if (process.matches() && isScript(process.group(1))) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "RECOVER.sh runs on this node just now (process " + process.group(1) + ")",
                    "Wait until it has ended, and say it again");
        }
    }

    /** A person wants an executor to act again. */
    public void end() throws IOException {
        if (Files.deleteIfExists(folder.recovering())) {
            Renames.sync(Objects.requireNonNull(folder.recovering().getParent()));
        }
    }

    private boolean isScript(String pid) {
        try {
            return Files.readString(proc.resolve(pid).resolve("cmdline")).contains(SCRIPT);
        } catch (IOException e) {
            return false;
        }
    }
}
