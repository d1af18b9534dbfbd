package io.etcdbr.command;

import io.etcdbr.atrest.AtRestKeys;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.Selector;
import io.etcdbr.config.Quantity;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.pipeline.AgeIdentities;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settings that several verbs read in the same way. */
public final class Choices {
    /** Between texts on standard input. */
    public static final char PART_END = '\f';

    private static final String STANDARD_INPUT = "-";

    private Choices() {}

    /** The cluster to write backups of. */
    public static ClusterName cluster(Settings settings) {
        return settings.parsed(Setting.CLUSTER, ClusterName::new).orElseGet(() -> new ClusterName("invalid"));
    }

    /**
     * The cluster to read backups of, if anybody named one: the default would hide the others from who does not know what is
     * there.
     */
    public static Optional<ClusterName> clusterIfGiven(Settings settings) {
        return settings.isGiven(Setting.CLUSTER) ? Optional.of(cluster(settings)) : Optional.empty();
    }

    public static Optional<EtcdClusterId> epoch(Settings settings) {
        return settings.parsed(
                Setting.EPOCH,
                text -> EtcdClusterId.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "expected 16 lower-case hexadecimal digits, found '" + text + "'")));
    }

    /** A moment, or how long ago it was. */
    public static Optional<Instant> moment(Settings settings, Setting setting, Clock clock) {
        return settings.parsed(setting, text -> {
            if (text.matches("(\\d+[a-z]+)+")) {
                return clock.instant().minus(Quantity.duration(text));
            }
            try {
                return Quantity.time(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage() + "; or say how long ago, such as 7d", e);
            }
        });
    }

    /** One backup: by id or {@code latest}, by {@code --before}, or by {@code --revision}. */
    public static BackupQuery query(Settings settings, Optional<String> argument) {
        List<Selector> selectors = new ArrayList<>();
        argument.map(Selector::parse).ifPresent(selectors::add);
        settings.parsed(Setting.BEFORE, Quantity::time)
                .map(Selector.Before::new)
                .ifPresent(selectors::add);
        settings.bigNumber(Setting.REVISION, 1, Long.MAX_VALUE)
                .ifPresent(revision -> selectors.add(new Selector.AtRevision(revision)));
        return query(settings, selectors, "--before or --revision", List.of(Setting.BEFORE, Setting.REVISION));
    }

    /** One backup: by id or {@code latest}. */
    public static BackupQuery queryById(Settings settings, Optional<String> argument) {
        return query(settings, argument.map(Selector::parse).stream().toList(), "or many by --all", List.of());
    }

    private static BackupQuery query(
            Settings settings, List<Selector> selectors, String otherwise, List<Setting> choosing) {
        if (selectors.size() != 1) {
            settings.mistake(
                    "expected one backup, named by its id, 'latest', " + otherwise + "; found "
                            + (selectors.isEmpty() ? "none" : selectors.size()),
                    choosing);
        }
        return new BackupQuery(
                clusterIfGiven(settings),
                epoch(settings),
                selectors.isEmpty() ? new Selector.Latest() : selectors.getFirst());
    }

    public static OutputFormat format(Settings settings) {
        return settings.parsed(
                        Setting.OUTPUT,
                        text -> Settings.constant(text.equals("names") ? "name" : text, OutputFormat.class))
                .orElse(OutputFormat.TABLE);
    }

    public static AgeIdentities identities(Settings settings, InputStream in) {
        return identityTexts(settings, in).stream()
                .map(text -> AgeIdentities.parse(text, STANDARD_INPUT))
                .reduce(AgeIdentities.none(), AgeIdentities::and);
    }

    /** What the files of {@code --identity} hold, each proven to hold identities. */
    public static List<String> identityTexts(Settings settings, InputStream in) {
        return settings.parsedList(Setting.IDENTITIES, file -> {
            String text = content(file, in);
            AgeIdentities.parse(text, file.equals(STANDARD_INPUT) ? "standard input" : file);
            return text;
        });
    }

    /** The keys for what is encrypted at rest; read after {@link #identities}, should both come by standard input. */
    public static AtRestKeys atRestKeys(Settings settings, InputStream in) {
        return atRestText(settings, in).map(AtRestKeys::parse).orElse(AtRestKeys.NONE);
    }

    /** The EncryptionConfiguration itself, proven to be one; read after {@link #identityTexts}. */
    public static Optional<String> atRestText(Settings settings, InputStream in) {
        boolean taken = settings.parsedList(Setting.IDENTITIES, text -> text).contains(STANDARD_INPUT);
        return settings.parsed(Setting.ENCRYPTION_CONFIG, file -> {
            String text = content(file, in);
            if (taken && file.equals(STANDARD_INPUT) && text.isBlank()) {
                throw new IllegalArgumentException("standard input holds the age identity; name a file");
            }
            AtRestKeys.parse(text);
            return text;
        });
    }

    /** The text of a file, or the next one on standard input. */
    static String content(String file, InputStream in) {
        try {
            return file.equals(STANDARD_INPUT) ? nextPart(in) : Files.readString(Path.of(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException("this user may not read " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        }
    }

    /** Several texts may follow each other on standard input, with a form feed between them. */
    private static String nextPart(InputStream in) throws IOException {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != PART_END; b = in.read()) {
            part.write(b);
        }
        return part.toString(StandardCharsets.UTF_8);
    }
}
