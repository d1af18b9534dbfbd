package io.etcdbr.node.host;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    /** How far the script came. */
    public enum Step {
        /** It has moved nothing yet. */
        CHECKING("checking"),
        /** It moves manifests and data, or was cut off in that. */
        MOVING("moving"),
        /** The old cluster is back. */
        DONE("done"),
        /** So it is, although the nodes decided otherwise, or may have. */
        DONE_BY_FORCE("done by force");

        private final String text;

        Step(String text) {
            this.text = text;
        }

        /** As the marker says it, without the process. */
        public String text() {
            return text;
        }

        /** Of a marker of which a power cut left nothing it counts as moving. */
        public static Step of(String text) {
            return Stream.of(values())
                    .filter(step -> step.text.equals(text))
                    .findFirst()
                    .orElse(MOVING);
        }
    }

    public boolean isBegun() {
        return Files.exists(folder.recovering());
    }

    /** Empty if nobody began the script. */
    public Optional<Step> step() throws IOException {
        try {
            String marker = Files.readString(folder.recovering()).strip();
            return Optional.of(Step.of(NUMBER.matcher(marker).replaceFirst("")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether the script has brought the old data back although the nodes decided otherwise, or may have: it is cut off before it says so. */
    public boolean mayBeForced() throws IOException {
        return step().filter(step -> step == Step.DONE_BY_FORCE || step == Step.MOVING)
                .isPresent();
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
