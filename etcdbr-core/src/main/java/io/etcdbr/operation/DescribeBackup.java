package io.etcdbr.operation;

import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ObjectName;
import io.etcdbr.format.Verification;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads all that is written about one backup. */
public final class DescribeBackup {
    private final BackupCatalog catalog;

    public DescribeBackup(Store store) {
        this.catalog = new BackupCatalog(store);
    }

    /** @throws EtcdbrException if there is no such backup, or its manifest cannot be understood */
    public BackupDescription run(BackupQuery query) throws StoreException {
        BackupSummary backup = catalog.find(query);
        Manifest manifest = catalog.manifest(backup);
        List<Verification> verifications = new ArrayList<>();
        List<Failure> unreadable = new ArrayList<>();
        List<ObjectName.Verification> names = backup.names(ObjectName.Verification.class)
                .sorted(Comparator.comparing(ObjectName.Verification::time).reversed())
                .toList();
        for (ObjectName.Verification name : names) {
            try {
                verifications.add(catalog.verification(backup, name));
            } catch (EtcdbrException e) {
                unreadable.add(e.failure());
            }
        }
        return new BackupDescription(catalog.location(), backup, manifest, verifications, unreadable);
    }
}
