package io.etcdbr.node.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.format.Sha256;
import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.FileLikeness;
import io.etcdbr.node.host.Labels;
import io.etcdbr.node.manifests.StaticManifest.PutBack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticManifestTest {
    private static final String CONTENT = "kind: Pod\n";

    @TempDir
    Path folder;

    private Path manifests;
    private Path home;
    private Path out;
    private Path dotted;
    private Path saved;

    @BeforeEach
    void aManifest() throws IOException {
        manifests = Files.createDirectories(folder.resolve("manifests"));
        home = manifests.resolve("etcd.yaml");
        dotted = home.resolveSibling(".etcdbr-etcd.yaml");
        out = folder.resolve("restore/out/etcd.yaml");
        saved = Files.createDirectories(folder.resolve("restore/saved")).resolve("etcd.yaml");
        Files.writeString(home, CONTENT);
        Files.writeString(saved, CONTENT);
    }

    @Test
    void itGoesOutAndComesBackAsTheSameFile() throws IOException {
        FileId file = FileId.find(home).orElseThrow();

        assertThat(manifest().takeOut()).isFalse();
        assertThat(manifest().isInPlace()).isFalse();
        assertThat(manifest().putBack()).isEqualTo(PutBack.MOVED);

        assertThat(FileId.find(home)).contains(file);
        assertThat(out).doesNotExist();
        assertThat(dotted).doesNotExist();
    }

    @Test
    void itsSavedCopyTakesItsPlaceWithOwnerModeAndLabel() throws IOException {
        Files.setPosixFilePermissions(saved, PosixFilePermissions.fromString("rw-r-----"));
        Labels.give(saved);
        manifest().takeOut();
        Files.delete(out);

        assertThat(manifest().putBack()).isEqualTo(PutBack.MOVED);

        assertThat(home).hasContent(CONTENT);
        assertThat(FileLikeness.of(home)).isEqualTo(FileLikeness.of(saved));
        assertThat(FileLikeness.of(home).mode()).isEqualTo(0640);
        assertThat(Labels.of(home)).containsExactly(Labels.LABEL);
    }

    @Test
    void bothWaysCanBeDoneAgain() throws IOException {
        manifest().takeOut();
        assertThat(manifest().takeOut()).isFalse();
        manifest().putBack();

        assertThat(manifest().putBack()).isEqualTo(PutBack.IN_PLACE);
        assertThat(home).hasContent(CONTENT);
    }

    @Test
    void aKillBetweenTheRenamesOfTheWayBackIsMendedInBothDirections() throws IOException {
        manifest().takeOut();
        Files.move(out, dotted);
        assertThat(manifest().putBack()).isEqualTo(PutBack.MOVED);
        assertThat(home).hasContent(CONTENT);

        manifest().takeOut();
        Files.move(out, dotted);
        manifest().takeOut();
        assertThat(out).hasContent(CONTENT);
        assertThat(dotted).doesNotExist();
    }

    @Test
    void aManifestThatWasChangedSinceThePlanStaysWhereItIs() throws IOException {
        Files.writeString(home, "kind: Pod # changed\n");

        assertThatThrownBy(() -> manifest().takeOut())
                .isInstanceOf(UnexpectedManifestException.class)
                .hasMessageContaining("was changed since the plan was made");
        assertThat(home).hasContent("kind: Pod # changed\n");
    }

    @Test
    void whatSomebodyPutBackGoesOutAgainAndIsSaid() throws IOException {
        manifest().takeOut();
        Files.writeString(home, CONTENT);

        assertThat(manifest().takeOut()).isTrue();

        assertThat(manifest().isInPlace()).isFalse();
        assertThat(out).hasContent(CONTENT);
        assertThat(out.resolveSibling("etcd.yaml.put-back-1")).hasContent(CONTENT);
    }

    @Test
    void anotherManifestThatSomebodyPutInItsPlaceIsNeverTouched() throws IOException {
        manifest().takeOut();
        Files.writeString(home, "kind: Other\n");

        assertThatThrownBy(() -> manifest().takeOut())
                .isInstanceOf(UnexpectedManifestException.class)
                .hasMessageContaining("another manifest was put at");
        assertThatThrownBy(() -> manifest().putBack())
                .isInstanceOf(UnexpectedManifestException.class)
                .hasMessageContaining("another manifest is at");
        assertThat(home).hasContent("kind: Other\n");
        assertThat(out).hasContent(CONTENT);
    }

    @Test
    void anotherManifestIsSetAsideBesideOursWhileOursIsOutAndOnlyThen() throws IOException {
        Files.writeString(home, "kind: Other\n");
        assertThat(manifest().setOtherAside()).as("ours was never out").isEmpty();
        Files.writeString(home, CONTENT);
        manifest().takeOut();
        assertThat(manifest().setOtherAside()).as("nothing is there").isEmpty();

        for (int number = 1; number <= 2; number++) {
            Files.writeString(home, "kind: Other " + number);
            Path aside = out.resolveSibling("etcd.yaml.other-" + number);
            assertThat(manifest().setOtherAside()).contains(aside);
            assertThat(aside).hasContent("kind: Other " + number);
        }
        assertThat(manifest().putBack()).isEqualTo(PutBack.MOVED);
        assertThat(home).hasContent(CONTENT);
    }

    @Test
    void oneThatWasChangedInItsPlaceGoesAsideOnceItsCopyTakesThePlaceOfOurs() throws IOException {
        Files.writeString(home, "kind: Other\n");

        manifest().regainFromCopy();
        assertThat(home).as("not touched by that").hasContent("kind: Other\n");
        assertThat(out).hasContent(CONTENT);
        assertThat(manifest().setOtherAside()).contains(out.resolveSibling("etcd.yaml.other-1"));
        assertThat(manifest().takeOut()).isFalse();

        assertThat(manifest().putBack()).isEqualTo(PutBack.MOVED);
        assertThat(home).hasContent(CONTENT);
    }

    @Test
    void aKillWhileTheCopyTakesThePlaceOfOursIsMended() throws IOException {
        Files.writeString(home, "kind: Other\n");
        Files.writeString(dotted, CONTENT);

        manifest().regainFromCopy();

        assertThat(out).hasContent(CONTENT);
        assertThat(dotted).doesNotExist();
        manifest().regainFromCopy();
        assertThat(out).as("again").hasContent(CONTENT);
    }

    @Test
    void withoutACopyOneThatWasChangedStaysWhereItIs() throws IOException {
        Files.writeString(home, "kind: Other\n");
        Files.writeString(saved, "kin");

        assertThatThrownBy(() -> manifest().regainFromCopy()).isInstanceOf(UnexpectedManifestException.class);
        assertThat(home).hasContent("kind: Other\n");
    }

    @Test
    void nothingIsRegainedWhereOursIsInItsPlaceOrNothingIs() throws IOException {
        manifest().regainFromCopy();
        assertThat(home).hasContent(CONTENT);
        assertThat(manifest().changed()).isEmpty();
        Files.delete(home);
        manifest().regainFromCopy();

        assertThat(out).doesNotExist();
        assertThat(manifest().changed())
                .hasValueSatisfying(why -> assertThat(why).contains("took " + home + " away"));
        Files.writeString(home, "kind: Other\n");
        assertThat(manifest().changed())
                .hasValueSatisfying(why -> assertThat(why).contains("somebody changed " + home));
    }

    @Test
    void theSameBytesThatSomebodyPutBackAreAsGoodAsOurs() throws IOException {
        manifest().takeOut();
        Files.writeString(home, CONTENT);

        assertThat(manifest().putBack()).isEqualTo(PutBack.BY_SOMEBODY_ELSE);
        assertThat(home).hasContent(CONTENT);
    }

    @Test
    void oneThatGotLostComesBackFromItsCopyAlsoAfterAKillInTheMiddleOfTheCopying() throws IOException {
        manifest().takeOut();
        Files.delete(out);
        Files.writeString(home.resolveSibling(".etcdbr-etcd.yaml.copy"), "kin");

        assertThat(manifest().putBack()).isEqualTo(PutBack.MOVED);
        assertThat(home).hasContent(CONTENT);
    }

    @Test
    void oneThatIsLostWithItsCopyIsSaidAndNothingIsMadeUp() throws IOException {
        Files.delete(home);
        Files.writeString(saved, "kin");

        assertThatThrownBy(() -> manifest().putBack())
                .isInstanceOf(UnexpectedManifestException.class)
                .hasMessageContaining("is lost");
        assertThatThrownBy(() -> manifest().takeOut())
                .isInstanceOf(UnexpectedManifestException.class)
                .hasMessageContaining("is not there");
        assertThat(home).doesNotExist();
    }

    @Test
    void aFolderOnAnotherFileSystemIsPassedOver() throws IOException {
        Path memory = Path.of("/dev/shm/etcdbr-manifest-test");
        assumeTrue(
                Files.isWritable(Path.of("/dev/shm"))
                        && !Files.getFileStore(Path.of("/dev/shm")).equals(Files.getFileStore(folder)),
                "there is no second file system at /dev/shm");
        Path near = folder.resolve("near");
        StaticManifest manifest = new StaticManifest(manifests, "etcd.yaml", digest(), List.of(memory, near), saved);

        manifest.takeOut();
        assertThat(near.resolve("etcd.yaml")).hasContent(CONTENT);
        assertThat(manifest.putBack()).isEqualTo(PutBack.MOVED);

        Files.deleteIfExists(memory);
    }

    @Test
    void aLinkInItsPlaceIsNotTakenForIt() throws IOException {
        Files.move(home, folder.resolve("elsewhere"));
        Files.createSymbolicLink(home, folder.resolve("elsewhere"));

        assertThatThrownBy(() -> manifest().takeOut()).isInstanceOf(UnexpectedManifestException.class);
        assertThat(home).isSymbolicLink();
    }

    /** Always a new one: nothing is remembered but what is on the disk. */
    private StaticManifest manifest() {
        return new StaticManifest(manifests, "etcd.yaml", digest(), List.of(folder.resolve("restore/out")), saved);
    }

    private static Sha256 digest() {
        return Sha256.digestOf(CONTENT.getBytes(StandardCharsets.UTF_8));
    }
}
