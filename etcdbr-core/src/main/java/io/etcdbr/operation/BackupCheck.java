package io.etcdbr.operation;

import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.content.StoredStreams;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.Finding;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ObjectName;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.pipeline.DamagedException;
import io.etcdbr.pipeline.Decoder;
import io.etcdbr.pipeline.IdentityException;
import io.etcdbr.storage.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Looks at one backup, all of its data objects, whatever is found in the first. */
final class BackupCheck {
    private static final int BUFFER = 64 * 1024;

    private final BackupCatalog catalog;
    private final StoredStreams streams;
    private final BackupSummary backup;
    private final AgeIdentities identities;
    private final VerifyDepth depth;
    private final List<Finding> findings = new ArrayList<>();
    private VerificationLevel level = VerificationLevel.PLAIN;

    BackupCheck(
            BackupCatalog catalog,
            StoredStreams streams,
            BackupSummary backup,
            AgeIdentities identities,
            VerifyDepth depth) {
        this.catalog = catalog;
        this.streams = streams;
        this.backup = backup;
        this.identities = identities;
        this.depth = depth;
    }

    /**
     * @return what is worth saying; an error means damage
     * @throws EtcdbrException {@link ExitCode#REFUSED} if a newer etcdbr made the backup
     * @throws IdentityException if {@link VerifyDepth#PLAIN} was asked and no identity fits
     * @throws StoreException if the store failed, which says nothing about the backup
     */
    List<Finding> run() throws IOException {
        Manifest manifest;
        try {
            manifest = catalog.manifest(backup);
        } catch (EtcdbrException e) {
            if (e.failure().code() != ExitCode.DAMAGED) {
                throw e;
            }
            level = VerificationLevel.STORED;
            add(
                    Finding.Severity.ERROR,
                    new ObjectName.Manifest(backup.id()),
                    e.failure().problem());
            return findings;
        }
        for (DataObject data : manifest.dataObjects()) {
            check(data);
        }
        return findings;
    }

    /** How deep the look went in the end. */
    VerificationLevel level() {
        return level;
    }

    private void check(DataObject data) throws IOException {
        try {
            if (depth == VerifyDepth.STORED
                    || depth == VerifyDepth.BEST && data.object().encrypted() && identities.isEmpty()) {
                checkStored(data);
                return;
            }
            checkPlain(data);
        } catch (DamagedException e) {
            add(Finding.Severity.ERROR, data.object(), String.valueOf(e.getMessage()));
        } catch (IdentityException e) {
            checkStoredAfterAll(data);
            if (depth == VerifyDepth.PLAIN && findings.stream().noneMatch(BackupCheck::isError)) {
                throw e;
            }
            add(
                    Finding.Severity.WARNING,
                    data.object(),
                    "none of the identities opens it, so only its stored bytes were checked");
        } catch (StoreException e) {
            noteOrRethrow(data, e);
        }
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
        level = VerificationLevel.STORED;
        try (InputStream stored = streams.open("verifying " + data.object(), backup, data)) {
            Decoder.checkStored(stored, data.storedSize(), data.storedSha256());
        }
    }

    private void checkPlain(DataObject data) throws IOException {
        if (data.object().encrypted() && identities.isEmpty()) {
            throw new IdentityException("it is encrypted and no identity was given");
        }
        try (InputStream stored = streams.open("verifying " + data.object(), backup, data);
                Decoder plain = new Decoder(stored, data, StoredStreams.newDigest(data), identities)) {
            byte[] buffer = new byte[BUFFER];
            while (plain.read(buffer, 0, buffer.length) >= 0) {
                // The decoder proves what it reads.
            }
        }
    }

    private void noteOrRethrow(DataObject data, StoreException failure) throws StoreException {
        switch (failure.reason()) {
            case MISSING -> add(Finding.Severity.ERROR, data.object(), "it is not in the store");
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
