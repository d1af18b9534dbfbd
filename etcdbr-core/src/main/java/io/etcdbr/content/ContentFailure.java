package io.etcdbr.content;

import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.DataObject;
import io.etcdbr.pipeline.DamagedException;
import io.etcdbr.pipeline.IdentityException;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import java.io.IOException;

/** What it means to somebody that the reading of a data object failed. */
public final class ContentFailure {
    private ContentFailure() {}

    /**
     * @param remedy what to do, where the failure does not say it better
     */
    public static EtcdbrException of(
            StoreLocation store, BackupSummary backup, DataObject data, IOException failure, String remedy) {
        String object = data.object() + " in " + store;
        return new EtcdbrException(
                switch (failure) {
                    case DamagedException e ->
                        new Failure(ExitCode.DAMAGED, object + " is damaged: " + e.getMessage(), remedy);
                    case IdentityException e ->
                        new Failure(
                                ExitCode.IDENTITY,
                                object + " cannot be decrypted: " + e.getMessage(),
                                "Give the age identity of one of its recipients with --identity");
                    case StoreException e
                    when e.reason() == StoreException.Reason.MISSING ->
                        new Failure(
                                ExitCode.DAMAGED,
                                "backup " + backup.id() + " is damaged: its object " + object + " is gone",
                                remedy);
                    case StoreException e -> new Failure(e.failure().code(), e.getMessage(), remedy);
                    default ->
                        new Failure(
                                ExitCode.STORE_UNAVAILABLE,
                                "reading " + object + " broke off: " + failure.getMessage(),
                                remedy);
                },
                failure);
    }

    /**
     * Refuses before anything is read.
     *
     * @param otherwise a further way, beginning with a comma; empty for none
     */
    public static EtcdbrException noIdentity(BackupSummary backup, String otherwise) {
        return new EtcdbrException(
                ExitCode.IDENTITY,
                "backup " + backup.id() + " is encrypted and no identity was given",
                "Give the age identity of one of its recipients with --identity" + otherwise);
    }
}
