package io.etcdbr.node.manifests;

import io.etcdbr.format.Sha256;
import io.etcdbr.node.host.FileLikeness;
import io.etcdbr.node.host.OtherFileSystemException;
import io.etcdbr.node.host.Renames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * One manifest of a static pod: out of kubelet's folder, and back as the same bytes at the same path. Kubelet passes over names with a
 * leading dot and everything in other folders. All steps are renames, except where the file that went out got lost and the saved copy
 * takes its place. Each can be done again after a kill at any point. Nothing is ever replaced, and what is not ours is not touched.
 */
public final class StaticManifest {
    private static final String DOT = ".etcdbr-";
    private static final String PUT_BACK = ".put-back-";
    private static final String OTHER = ".other-";
    private static final int MOST_BYTES = 1 << 20;

    private final Path home;
    private final Path dotted;
    private final Sha256 expected;
    private final List<Path> outFolders;
    private final Path saved;

    /**
     * @param folder kubelet's, without links on the way
     * @param name of the file
     * @param expected digest of the manifest's bytes
     * @param outFolders where it goes, the first that is on the same file system; made if they are not there
     * @param saved a copy of it
     */
    public StaticManifest(Path folder, String name, Sha256 expected, List<Path> outFolders, Path saved) {
        this.home = folder.resolve(name);
        this.dotted = folder.resolve(DOT + name);
        this.expected = expected;
        this.outFolders = List.copyOf(outFolders);
        this.saved = saved;
    }

    /** What was found when it was to be put back. */
    public enum PutBack {
        /** It was out, and is back. */
        MOVED,
        /** It was in its place, and only there. */
        IN_PLACE,
        /** It was out, and somebody else had put the same bytes in its place. */
        BY_SOMEBODY_ELSE
    }

    private enum Content {
        NONE,
        OURS,
        OTHER
    }

    /** Whether kubelet sees a manifest of this name, whatever is in it. */
    public boolean isInPlace() {
        return Files.exists(home, LinkOption.NOFOLLOW_LINKS);
    }

    public Path home() {
        return home;
    }

    /**
     * Takes it out of kubelet's sight; nothing is done if it is out already. The same bytes that somebody else put back go out too,
     * under another name: what is below them may not be fit to be started.
     *
     * @return whether somebody else had put it back
     * @throws UnexpectedManifestException if somebody changed or removed it
     */
    public boolean takeOut() throws IOException {
        Content inPlace = content(home);
        Optional<Path> out = out();
        if (out.isPresent()) {
            require(content(out.get()) == Content.OURS, out.get() + " was changed by somebody else");
            require(
                    inPlace != Content.OTHER,
                    "another manifest was put at " + home + " while etcdbr has the one that was there in " + out.get());
            if (inPlace == Content.OURS) {
                Renames.move(home, unused(out.get(), PUT_BACK));
            }
            return inPlace == Content.OURS;
        }
        Path from = inPlace == Content.NONE && content(dotted) == Content.OURS ? dotted : home;
        require(content(from) != Content.NONE, home + " is not there, and not in " + outFolders.getFirst() + " either");
        require(
                content(from) == Content.OURS,
                home + " was changed since the plan was made: its SHA-256 is not " + expected);
        moveOut(from);
        return false;
    }

    /**
     * Takes another manifest out of kubelet's sight that somebody put in the place of ours while ours is out. It is kept beside ours, as
     * {@code NAME.other-1} and so on.
     *
     * @return where it is now; empty if there was none
     */
    public Optional<Path> setOtherAside() throws IOException {
        Optional<Path> out = out();
        if (out.isEmpty() || content(home) != Content.OTHER) {
            return Optional.empty();
        }
        Path aside = unused(out.get(), OTHER);
        Renames.move(home, aside);
        return Optional.of(aside);
    }

    /**
     * Where somebody changed ours in its place, and it is nowhere else any more, its saved copy goes where ours would be if it were out: then
     * {@link #setOtherAside} does the rest. Nothing is done in any other case.
     *
     * @throws UnexpectedManifestException if the copy is lost or changed
     */
    public void regainFromCopy() throws IOException {
        if (out().isEmpty() && content(home) == Content.OTHER) {
            if (content(dotted) != Content.OURS) {
                copySaved();
            }
            require(content(dotted) == Content.OURS, dotted + " was changed by somebody else");
            moveOut(dotted);
        }
    }

    /** Why it cannot be taken out, as long as that was not done; empty if it is in its place, as it was. */
    public Optional<String> changed() throws IOException {
        return switch (content(home)) {
            case OURS -> Optional.empty();
            case NONE -> Optional.of("somebody took " + home + " away");
            case OTHER -> Optional.of("somebody changed " + home + ": its SHA-256 is not " + expected);
        };
    }

    private static Path unused(Path out, String suffix) {
        int number = 1;
        while (Files.exists(numbered(out, suffix, number), LinkOption.NOFOLLOW_LINKS)) {
            number++;
        }
        return numbered(out, suffix, number);
    }

    private static Path numbered(Path out, String suffix, int number) {
        return out.resolveSibling(out.getFileName() + suffix + number);
    }

    /**
     * Puts it back; nothing is done if the same bytes are in place already.
     *
     * @throws UnexpectedManifestException if another manifest is in its place, or all copies are lost or changed
     */
    public PutBack putBack() throws IOException {
        Optional<Path> out = out();
        switch (content(home)) {
            case OURS -> {
                return out.isPresent() ? PutBack.BY_SOMEBODY_ELSE : PutBack.IN_PLACE;
            }
            case OTHER ->
                throw new UnexpectedManifestException("another manifest is at " + home + ": its SHA-256 is not "
                        + expected + ", that of the one which etcdbr took away");
            case NONE -> {}
        }
        if (content(dotted) != Content.OURS) {
            if (out.isPresent() && content(out.get()) == Content.OURS) {
                Renames.move(out.get(), dotted);
            } else {
                copySaved();
            }
        }
        require(content(dotted) == Content.OURS, dotted + " was changed by somebody else");
        Renames.move(dotted, home);
        return PutBack.MOVED;
    }

    private void moveOut(Path from) throws IOException {
        for (Path folder : outFolders) {
            makeFolder(folder);
            try {
                Renames.move(from, folder.resolve(name()));
                return;
            } catch (OtherFileSystemException e) {
                // The next folder is nearer.
            }
        }
        throw new UnexpectedManifestException("none of the folders " + outFolders + " is on the file system of " + home
                + ", so it cannot be renamed");
    }

    /**
     * The copy is written under a third name first, so that the name with one dot always has the whole file. What was saved has owner, mode
     * and label of what got lost.
     */
    private void copySaved() throws IOException {
        require(
                content(saved) == Content.OURS,
                home + " is lost: it is neither out nor is its copy " + saved + " what was saved");
        Path draft = dotted.resolveSibling(dotted.getFileName() + ".copy");
        Files.deleteIfExists(draft);
        Files.copy(saved, draft);
        FileLikeness.of(saved).give(draft);
        if (content(dotted) == Content.NONE) {
            Renames.move(draft, dotted);
        }
    }

    private Optional<Path> out() {
        return outFolders.stream()
                .map(folder -> folder.resolve(name()))
                .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                .findFirst();
    }

    private Content content(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Content.NONE;
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) > MOST_BYTES) {
            return Content.OTHER;
        }
        return Sha256.digestOf(Files.readAllBytes(path)).equals(expected) ? Content.OURS : Content.OTHER;
    }

    private String name() {
        return String.valueOf(home.getFileName());
    }

    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path parent = folder.getParent();
            if (parent != null) {
                Renames.sync(parent);
            }
        }
    }

    private static void require(boolean holds, String sentence) throws UnexpectedManifestException {
        if (!holds) {
            throw new UnexpectedManifestException(sentence);
        }
    }
}
