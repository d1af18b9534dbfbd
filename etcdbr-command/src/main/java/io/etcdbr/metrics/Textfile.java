package io.etcdbr.metrics;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The file that node-exporter's textfile collector reads. Replaced in one step, since node-exporter may read at any moment and
 * refuses half a file; readable by everyone, since node-exporter runs as another user.
 */
final class Textfile {
    private static final Pattern LINE = Pattern.compile("(etcd_backup_[a-z_]+)\\{(.*)} (\\S+)");

    private Textfile() {}

    /** Families of this cluster that {@code metrics} does not mention stay as they are, and so do other clusters. */
    static void update(Path file, RunMetrics metrics) throws IOException {
        Set<Family> renewed = EnumSet.noneOf(Family.class);
        metrics.samples().forEach(sample -> renewed.add(sample.family()));
        String own = "cluster=\"" + metrics.cluster() + "\"";
        List<Sample> samples = new ArrayList<>();
        former(file)
                .filter(sample ->
                        !renewed.contains(sample.family()) || !sample.labels().contains(own))
                .forEach(samples::add);
        samples.addAll(metrics.samples());
        replace(file, Sample.exposition(samples));
    }

    private static Stream<Sample> former(Path file) throws IOException {
        try {
            return Files.readAllLines(file).stream().map(Textfile::sample).flatMap(Optional::stream);
        } catch (NoSuchFileException | CharacterCodingException e) {
            return Stream.empty();
        }
    }

    private static Optional<Sample> sample(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Arrays.stream(Family.values())
                .filter(family -> family.metric().equals(matcher.group(1)))
                .findFirst()
                .map(family -> new Sample(family, matcher.group(2), matcher.group(3)));
    }

    private static void replace(Path file, String text) throws IOException {
        Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        // Not *.prom: node-exporter reads whatever is called so.
        Path fresh = Files.createTempFile(directory, ".etcdbr-", ".tmp");
        try {
            Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
