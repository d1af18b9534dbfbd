package io.etcdbr.operation;

import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.content.StoredStreams;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.etcddb.SnapshotReport;
import io.etcdbr.format.DataKind;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.format.Finding;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ObjectName;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.keyindex.KeyIndex;
import io.etcdbr.keyindex.KeyIndexException;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.pipeline.DamagedException;
import io.etcdbr.pipeline.Decoder;
import io.etcdbr.pipeline.IdentityException;
import io.etcdbr.snapshot.StoredKeyIndex;
import io.etcdbr.storage.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at one backup, all of its data objects, whatever is found in the first. */
final class BackupCheck {
    private static final int BUFFER = 64 * 1024;

    private final BackupCatalog catalog;
    private final StoredStreams streams;
    private final BackupSummary backup;
    private final AgeIdentities identities;
    private final VerifyDepth depth;
    private final DatabaseCheck databaseCheck;
    private final List<Finding> findings = new ArrayList<>();
    private VerificationLevel level;
    private Optional<SnapshotReport> report = Optional.empty();

    /** Somebody deleted the backup, as a pruning does; that says nothing about it. */
    static final class DeletedException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    BackupCheck(
            BackupCatalog catalog,
            StoredStreams streams,
            BackupSummary backup,
            AgeIdentities identities,
            VerifyDepth depth,
            DatabaseCheck databaseCheck) {
        this.catalog = catalog;
        this.streams = streams;
        this.backup = backup;
        this.identities = identities;
        this.depth = depth;
        this.databaseCheck = databaseCheck;
        this.level = depth == VerifyDepth.DEEP ? VerificationLevel.DEEP : VerificationLevel.PLAIN;
    }

    /**
     * @return what is worth saying; an error means damage
     * @throws EtcdbrException {@link ExitCode#REFUSED} if a newer etcdbr made the backup
     * @throws IdentityException if more than {@link VerifyDepth#STORED} was asked and none of the identities fits, or more than
     *     {@link VerifyDepth#BEST} and none was given
     * @throws DeletedException if the backup was deleted since it was listed
     * @throws StoreException if the store failed, which says nothing about the backup
     */
    List<Finding> run() throws IOException {
        try {
            return look();
        } catch (StoreException e) {
            if (e.reason() == StoreException.Reason.MISSING) {
                requireCommitted();
            }
            throw e;
        }
    }

    /** Whoever deletes a backup removes the manifest first, so what is missing is missed only if that is there. */
    private void requireCommitted() throws StoreException, DeletedException {
        if (!catalog.isCommitted(backup)) {
            throw new DeletedException();
        }
    }

    private List<Finding> look() throws IOException {
        Manifest manifest;
        try {
            manifest = catalog.manifest(backup);
        } catch (EtcdbrException e) {
            if (e.failure().code() != ExitCode.DAMAGED) {
                throw e;
            }
            reached(VerificationLevel.STORED);
            add(
                    Finding.Severity.ERROR,
                    new ObjectName.Manifest(backup.id()),
                    e.failure().problem());
            return findings;
        }
        for (DataObject data : manifest.dataObjects()) {
            check(manifest, data);
        }
        return findings;
    }

    /** What the database says of itself, if the look went so deep in the end. */
    Optional<DatabaseSummary> database() {
        return level == VerificationLevel.DEEP ? report.flatMap(DatabaseFindings::summary) : Optional.empty();
    }

    /** How deep the look went in the end. */
    VerificationLevel level() {
        return level;
    }

    private void check(Manifest manifest, DataObject data) throws IOException {
        try {
            if (depth == VerifyDepth.STORED
                    || depth == VerifyDepth.BEST && data.object().encrypted() && identities.isEmpty()) {
                checkStored(data);
            } else {
                requireIdentity(data);
                if (depth == VerifyDepth.DEEP && data.object().kind() == DataKind.SNAPSHOT) {
                    checkDeep(manifest, data);
                } else {
                    checkPlain(data);
                }
            }
        } catch (DamagedException e) {
            reached(VerificationLevel.PLAIN);
            add(Finding.Severity.ERROR, data.object(), String.valueOf(e.getMessage()));
        } catch (IdentityException e) {
            checkStoredAfterAll(data);
            if (findings.stream().noneMatch(BackupCheck::isError)) {
                throw e;
            }
            add(
                    Finding.Severity.WARNING,
                    data.object(),
                    "none of the identities opens it, so only its stored bytes were checked");
        } catch (StoreException e) {
            reached(VerificationLevel.PLAIN);
            noteOrRethrow(data, e);
        }
    }

    private void checkDeep(Manifest manifest, DataObject data) throws IOException {
        DatabaseCheck.Checked checked = databaseCheck.run(streams, backup, data, keyIndex(manifest), identities);
        SnapshotReport found = checked.report();
        report = Optional.of(found);
        findings.addAll(DatabaseFindings.of(data.object().toString(), found));
        findings.addAll(DatabaseFindings.against(manifest, found));
        if (manifest.keyIndex().isPresent() && checked.coverage().isPresent()) {
            findings.addAll(DatabaseFindings.of(
                    manifest.keyIndex().get().object(), checked.coverage().get()));
        }
    }

    /** The key index, if it can be read: that it is as its manifest says is proven by itself. */
    private Optional<KeyIndex> keyIndex(Manifest manifest) throws IOException {
        if (manifest.keyIndex().isEmpty()) {
            return Optional.empty();
        }
        DataObject index = manifest.keyIndex().get();
        try {
            return Optional.of(StoredKeyIndex.read(streams, backup, index, manifest.snapshot(), identities));
        } catch (KeyIndexException e) {
            add(Finding.Severity.WARNING, index.object(), "it cannot be used: it " + e.getMessage());
            return Optional.empty();
        } catch (DamagedException | IdentityException e) {
            return Optional.empty();
        } catch (StoreException e) {
            return switch (e.reason()) {
                case MISSING, CORRUPT -> Optional.empty();
                case EXISTS, REFUSED, LOCKED, UNSUPPORTED, NO_SPACE, UNAVAILABLE -> throw e;
            };
        }
    }

    private void requireIdentity(DataObject data) throws IdentityException {
        if (data.object().encrypted() && identities.isEmpty()) {
            throw new IdentityException("it is encrypted and no identity was given");
        }
    }

    /** No deeper than this, for one of the objects at least. */
    private void reached(VerificationLevel most) {
        level = level.compareTo(most) < 0 ? level : most;
    }

    private void checkStoredAfterAll(DataObject data) throws IOException {
        try {
            checkStored(data);
        } catch (DamagedException e) {
            add(Finding.Severity.ERROR, data.object(), String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            noteOrRethrow(data, e);
        }
    }

    private void checkStored(DataObject data) throws IOException {
        reached(VerificationLevel.STORED);
        try (InputStream stored = streams.open("verifying " + data.object(), backup, data)) {
            Decoder.checkStored(stored, data.storedSize(), data.storedSha256());
        }
    }

    private void checkPlain(DataObject data) throws IOException {
        try (InputStream stored = streams.open("verifying " + data.object(), backup, data);
                Decoder plain = new Decoder(stored, data, StoredStreams.newDigest(data), identities)) {
            byte[] buffer = new byte[BUFFER];
            while (plain.read(buffer, 0, buffer.length) >= 0) {
                // The decoder proves what it reads.
            }
        }
    }

    private void noteOrRethrow(DataObject data, StoreException failure) throws StoreException, DeletedException {
        switch (failure.reason()) {
            case MISSING -> {
                requireCommitted();
                add(Finding.Severity.ERROR, data.object(), "it is not in the store");
            }
            case CORRUPT -> add(Finding.Severity.ERROR, data.object(), failure.getMessage());
            case EXISTS, REFUSED, LOCKED, UNSUPPORTED, NO_SPACE, UNAVAILABLE -> throw failure;
        }
    }

    static boolean isError(Finding finding) {
        return finding.severity() == Finding.Severity.ERROR;
    }

    private void add(Finding.Severity severity, ObjectName object, String message) {
        findings.add(new Finding(severity, object.toString(), message));
    }
}
