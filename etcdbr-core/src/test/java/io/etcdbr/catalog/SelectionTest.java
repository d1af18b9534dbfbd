package io.etcdbr.catalog;

import static io.etcdbr.operation.StoredBackups.EPOCH;
import static io.etcdbr.operation.StoredBackups.OTHER_EPOCH;
import static io.etcdbr.operation.StoredBackups.PROD;
import static io.etcdbr.operation.StoredBackups.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.format.VerificationResult;
import io.etcdbr.operation.StoredBackups;
import io.etcdbr.storage.StoreException;
import io.etcdbr.testing.MemoryStore;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final String OLD_EPOCH = "20261101T100000Z-r9000-00000a";
    private static final String FIRST = "20261118T100000Z-r100-00000b";
    private static final String SECOND = "20261119T100000Z-r200-00000c";
    private static final String THIRD = "20261120T100000Z-r300-00000d";
    private static final String UNFINISHED = "20261120T110000Z-r400-00000e";

    private static final Epoch TEST = new Epoch(new ClusterName("test"), new EtcdClusterId(1));

    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private final StoredBackups backups = new StoredBackups(store);
    private final BackupCatalog catalog = new BackupCatalog(store);

    @BeforeEach
    void fill() {
        backups.plain(OTHER_EPOCH, id(OLD_EPOCH));
        backups.plain(FIRST);
        backups.plain(SECOND);
        backups.plain(THIRD);
        backups.incomplete(id(UNFINISHED), Instant.EPOCH);
    }

    @Test
    void latestIsTheNewestCompleteOne() throws StoreException {
        assertThat(found(Selector.parse("latest"))).isEqualTo(THIRD);
    }

    @Test
    void anIdIsFoundInAnyEpochAndByItsBeginning() throws StoreException {
        assertThat(found(Selector.parse(OLD_EPOCH))).isEqualTo(OLD_EPOCH);
        assertThat(found(Selector.parse("20261119"))).isEqualTo(SECOND);
    }

    @Test
    void beforeATimeMeansAtOrBeforeIt() throws StoreException {
        assertThat(found(new Selector.Before(Instant.parse("2026-11-19T10:00:00Z"))))
                .isEqualTo(SECOND);
        assertThat(found(new Selector.Before(Instant.parse("2026-11-19T09:59:59Z"))))
                .isEqualTo(FIRST);
    }

    @Test
    void aRevisionMeansThatOneOrALowerOneOfTheEpoch() throws StoreException {
        assertThat(found(new Selector.AtRevision(299))).isEqualTo(SECOND);
        assertThat(found(new Selector.AtRevision(9000))).isEqualTo(THIRD);
    }

    @Test
    void anotherEpochIsLookedAtOnlyIfNamed() throws StoreException {
        assertThat(catalog.find(
                                Optional.of(PROD),
                                Optional.of(OTHER_EPOCH.etcdClusterId()),
                                new Selector.AtRevision(Long.MAX_VALUE))
                        .id())
                .hasToString(OLD_EPOCH);
        assertThat(failure(new Selector.Before(Instant.parse("2026-11-02T00:00:00Z"))))
                .isEqualTo("there is no complete backup begun at or before 2026-11-02T00:00:00Z of etcd cluster id "
                        + "00000000000000aa of cluster 'prod' in memory://; the oldest is " + FIRST
                        + ". Before, the cluster had etcd cluster id 00000000000000bb with backup " + OLD_EPOCH
                        + "; name that epoch or the backup if you mean it.");
    }

    @Test
    void anAmbiguousBeginningIsToldWithWhatItFits() {
        EtcdbrException failure = thrown(Selector.parse("202611"));
        assertThat(failure.failure().code()).isEqualTo(ExitCode.USAGE);
        assertThat(failure).hasMessageContaining("is the beginning of 5 ids").hasMessageContaining(" and 2 more");
    }

    @Test
    void aMistypedIdIsAnsweredWithTheNearest() {
        EtcdbrException failure = thrown(Selector.parse("20261119T100000Z-r200-00000x"));
        assertThat(failure.failure().code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(failure).hasMessageContaining("did you mean '" + SECOND + "'?");
    }

    @Test
    void nothingIsNoBeginning() {
        assertThat(thrown(Selector.parse("")).failure().code()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void anIncompleteOneIsNeverChosen() {
        assertThat(failure(Selector.parse(UNFINISHED))).contains("has no manifest");
    }

    @Test
    void aMistypedClusterIsAnsweredWithTheNearest() {
        EtcdbrException typo = catchThrowableOfType(
                EtcdbrException.class,
                () -> BackupCatalog.choose(
                        catalog.list(Optional.empty()),
                        Optional.of(new ClusterName("prdo")),
                        Optional.empty(),
                        new Selector.Latest()));
        assertThat(typo.failure().code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(typo).hasMessageContaining("did you mean 'prod'?");
    }

    @Test
    void withSeveralClustersOneMustBeNamed() {
        backups.plain(TEST, id(FIRST));
        EtcdbrException failure = catchThrowableOfType(
                EtcdbrException.class, () -> catalog.find(Optional.empty(), Optional.empty(), new Selector.Latest()));
        assertThat(failure.failure().code()).isEqualTo(ExitCode.USAGE);
        assertThat(failure)
                .hasMessageContaining("holds backups of 2 clusters: prod, test")
                .hasMessageContaining("Name one with --cluster");
    }

    @Test
    void anIdSaysByItselfOfWhichClusterItIs() throws StoreException {
        backups.plain(TEST, id("20261121T100000Z-r7-00000f"));

        assertThat(found(Optional.empty(), Selector.parse("20261121"))).isEqualTo("20261121T100000Z-r7-00000f");
        assertThat(found(Optional.empty(), Selector.parse(SECOND))).isEqualTo(SECOND);
    }

    @Test
    void anIdThatBeginsThoseOfSeveralClustersIsNotClear() {
        backups.plain(TEST, id(FIRST));

        EtcdbrException failure = catchThrowableOfType(
                EtcdbrException.class,
                () -> catalog.find(Optional.empty(), Optional.empty(), Selector.parse("20261118")));

        assertThat(failure.failure().code()).isEqualTo(ExitCode.USAGE);
        assertThat(failure).hasMessageContaining("Name one with --cluster");
    }

    @Test
    void anIdThatNoneOfSeveralClustersHasIsNotFound() {
        backups.plain(TEST, id(FIRST));

        EtcdbrException failure = catchThrowableOfType(
                EtcdbrException.class,
                () -> catalog.find(Optional.empty(), Optional.empty(), Selector.parse("20261119T100000Z-r200-00000x")));

        assertThat(failure.failure().code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(failure).hasMessageContaining("did you mean '" + SECOND + "'?");
    }

    @Test
    void aClusterWithoutBackupsIsAnsweredWithThoseThatHaveSome() {
        EtcdbrException failure = catchThrowableOfType(
                EtcdbrException.class,
                () -> catalog.find(Optional.of(new ClusterName("staging")), Optional.empty(), new Selector.Latest()));

        assertThat(failure.failure().code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(failure)
                .hasMessageContaining("there are no backups of cluster 'staging'")
                .hasMessageContaining("There are backups of prod");
    }

    @Test
    void anEmptyStoreIsSaidToBeEmpty() {
        EtcdbrException failure = catchThrowableOfType(
                EtcdbrException.class,
                () -> new BackupCatalog(new MemoryStore())
                        .find(Optional.empty(), Optional.empty(), new Selector.Latest()));
        assertThat(failure.failure().code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(failure).hasMessageStartingWith("there are no backups in memory://");
    }

    @Test
    void anUnknownEpochIsAnsweredWithTheKnownOnes() {
        EtcdbrException failure = catchThrowableOfType(
                EtcdbrException.class,
                () -> catalog.find(Optional.of(PROD), Optional.of(new EtcdClusterId(7)), new Selector.Latest()));
        assertThat(failure)
                .hasMessageContaining("of etcd cluster id 0000000000000007")
                .hasMessageContaining("Known are " + EPOCH.etcdClusterId() + ", " + OTHER_EPOCH.etcdClusterId());
    }

    @Test
    void whatAClockAheadDatedIsPassedOverOnceALaterRevisionIsThere() throws StoreException {
        String overtaken = "20270119T100000Z-r250-00000f";
        backups.plain(EPOCH, overtaken, Instant.parse("2026-11-19T20:00:00Z"));
        assertThat(found(new Selector.Latest())).isEqualTo(THIRD);
        assertThat(found(new Selector.AtRevision(299))).isEqualTo(overtaken);
        assertThat(found(Selector.parse("2027"))).isEqualTo(overtaken);

        String newest = "20270118T100000Z-r350-00000f";
        backups.plain(EPOCH, newest, Instant.parse("2026-11-20T20:00:00Z"));
        assertThat(found(new Selector.Latest())).isEqualTo(newest);
    }

    @Test
    void aStoreWhoseClockIsBehindDoesNotMakeAnOldBackupTheLatest() throws StoreException {
        String newest = "20261121T100000Z-r500-00000f";
        backups.plain(EPOCH, newest, Instant.EPOCH);
        assertThat(found(new Selector.Latest())).isEqualTo(newest);
    }

    @Test
    void aClockAheadDoesNotMakeAnOldEpochTheCurrentOne() throws StoreException {
        backups.plain(OTHER_EPOCH, "20270119T100000Z-r9500-00000f", Instant.parse("2026-11-02T00:00:00Z"));
        assertThat(found(new Selector.Latest())).isEqualTo(THIRD);
    }

    @Test
    void whatIsKnownToBeDamagedIsPassedOverIfThereIsAnother() throws StoreException {
        backups.looked(THIRD, NOW, VerificationLevel.DEEP, VerificationResult.DAMAGED);
        store.lose(StoredBackups.snapshotKey(backups.plain(EPOCH, id("20261120T103000Z-r350-00000f"))));
        assertThat(found(new Selector.Latest())).isEqualTo(SECOND);
        assertThat(found(new Selector.AtRevision(300))).isEqualTo(SECOND);
        assertThat(found(Selector.parse(THIRD))).isEqualTo(THIRD);
        assertThat(BackupCatalog.chooseEvenDamaged(
                                catalog.list(Optional.empty()),
                                Optional.of(PROD),
                                Optional.empty(),
                                new Selector.Latest())
                        .id())
                .hasToString("20261120T103000Z-r350-00000f");
    }

    @Test
    void whereAllAreDamagedTheNewestIsStillTheLatest() throws StoreException {
        for (String id : new String[] {FIRST, SECOND, THIRD}) {
            backups.looked(id, NOW, VerificationLevel.STORED, VerificationResult.DAMAGED);
        }
        assertThat(found(new Selector.Latest())).isEqualTo(THIRD);
    }

    private String found(Selector selector) throws StoreException {
        return found(Optional.of(PROD), selector);
    }

    private String found(Optional<ClusterName> cluster, Selector selector) throws StoreException {
        return catalog.find(cluster, Optional.empty(), selector).id().toString();
    }

    private String failure(Selector selector) {
        return thrown(selector).failure().sentence();
    }

    private EtcdbrException thrown(Selector selector) {
        EtcdbrException thrown = catchThrowableOfType(EtcdbrException.class, () -> found(selector));
        assertThat(thrown).isNotNull();
        return thrown;
    }
}
