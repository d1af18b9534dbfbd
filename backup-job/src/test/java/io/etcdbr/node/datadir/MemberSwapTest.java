package io.etcdbr.node.datadir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.node.datadir.MemberSwap.Place;
import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.Renames;
import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberSwapTest {
    private static final RestoreId ID = new RestoreId("r20261120t143005-7f3a9c");

    @TempDir
    Path base;

    private SwapFolders folders;
    private long oldMember;
    private long newMember;

    @BeforeEach
    void staged() throws IOException {
        folders = new SwapFolders(Files.createDirectory(base.resolve("etcd")), ID);
        Files.createDirectories(folders.newMember());
        Files.createDirectory(folders.member());
        Files.writeString(folders.member().resolve("what"), "old");
        Files.writeString(folders.newMember().resolve("what"), "new");
        oldMember = FileId.inodeOf(folders.member()).orElseThrow();
        newMember = FileId.inodeOf(folders.newMember()).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itGoesForwardAndBackAndCanBeDoneAgain(boolean exchanges) throws IOException {
        for (int i = 0; i < 2; i++) {
            swap(exchanges).forward();
            swap(exchanges).forward();
            assertThat(folders.member().resolve("what")).hasContent("new");
            assertThat(folders.oldMember().resolve("what")).hasContent("old");
            assertThat(swap(exchanges).place()).isEqualTo(Place.DONE);

            swap(exchanges).back();
            swap(exchanges).back();
            assertThat(folders.member().resolve("what")).hasContent("old");
            assertThat(folders.newMember().resolve("what")).hasContent("new");
        }
    }

    /** Every step of each way, killed before it; then on, or back, with or without the exchange. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKillBeforeAnyStepLeavesWhatEachWayCanBeginWith(boolean exchanges) throws IOException {
        for (boolean forwardFirst : new boolean[] {true, false}) {
            for (boolean forwardThen : new boolean[] {true, false}) {
                for (boolean exchangesThen : new boolean[] {true, false}) {
                    killAtEachStep(exchanges, forwardFirst, forwardThen, exchangesThen);
                }
            }
        }
    }

    private void killAtEachStep(boolean exchanges, boolean forwardFirst, boolean forwardThen, boolean exchangesThen)
            throws IOException {
        for (int step = 1; ; step++) {
            swap(true).back();
            if (!forwardFirst) {
                swap(exchanges).forward();
            }
            boolean killed = killed(exchanges, forwardFirst, step);
            // Whatever was done: neither is lost.
            swap(true).place();
            go(swap(exchangesThen), forwardThen);
            assertThat(folders.member().resolve("what")).hasContent(forwardThen ? "new" : "old");
            if (!killed) {
                assertThat(step).isGreaterThan(2);
                return;
            }
        }
    }

    private boolean killed(boolean exchanges, boolean forward, int step) {
        int[] steps = {0};
        Steps dying = what -> {
            if (++steps[0] == step) {
                throw new Killed();
            }
        };
        try {
            go(swap(exchanges, dying), forward);
            return false;
        } catch (Killed e) {
            return true;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatNoSwapLeavesBehindIsNotTouched(boolean exchanges) throws IOException {
        Files.move(folders.member(), base.resolve("elsewhere"));
        Files.createDirectory(folders.member());

        assertThatThrownBy(() -> swap(exchanges).forward())
                .isInstanceOf(StuckException.class)
                .hasMessageContaining("member is unknown");
        assertThatThrownBy(() -> swap(exchanges).back()).isInstanceOf(StuckException.class);
        assertThat(folders.newMember().resolve("what")).hasContent("new");
        assertThat(folders.oldMember()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullFolderInTheWayIsNotReplaced(boolean exchanges) throws IOException {
        Files.createDirectories(folders.oldFolder().resolve("something"));

        assertThatThrownBy(() -> {
                    swap(true).forward();
                })
                .isInstanceOf(StuckException.class);
        assertThat(folders.oldFolder().resolve("something")).exists();
        Files.delete(folders.oldFolder().resolve("something"));
        swap(exchanges).forward();
        assertThat(folders.member().resolve("what")).hasContent("new");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStepThatMayNotBeDoneNowStopsBeforeIt(boolean exchanges) throws IOException {
        IOException notNow = new IOException("etcd runs again");

        assertThatThrownBy(() -> swap(exchanges, _ -> {
                            throw notNow;
                        })
                        .forward())
                .isSameAs(notNow);
        assertThat(swap(exchanges).place()).isEqualTo(Place.NOT_BEGUN);
    }

    private static void go(MemberSwap swap, boolean forward) throws IOException {
        if (forward) {
            swap.forward();
        } else {
            swap.back();
        }
    }

    private MemberSwap swap(boolean exchanges) {
        return swap(exchanges, _ -> {});
    }

    private MemberSwap swap(boolean exchanges, Steps steps) {
        return new MemberSwap(
                folders, oldMember, newMember, steps, (one, other) -> exchanges && Renames.exchange(one, other));
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
