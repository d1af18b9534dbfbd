package io.etcdbr.job;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.config.ContentSettings.VerifyAfter;
import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Compression;
import io.etcdbr.format.Tool;
import io.etcdbr.job.backup.BackupOptions;
import io.etcdbr.job.backup.ScriptedEtcd;
import io.etcdbr.job.sequence.BackupSequence;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.pipeline.AgeRecipient;
import io.etcdbr.pipeline.Encoding;
import io.etcdbr.progress.Progress;
import io.etcdbr.retention.RetentionPolicy;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.providers.StoreProviders;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Makes backups in directories, for the verbs that read them. */
final class StoredBackups {
    // Made for tests with age-keygen; they open nothing else.
    static final String SECRET = "AGE-SECRET-KEY-1YWYVTN5XQR96UG5JT4AWLJ5EHEAZJPMSJ7LUX4GRJXK6EYF6PJ8SUXDDEV";
    static final String PUBLIC = "age1ealsmm9r3cgtk8f92md774a3fxy0pd7eaqrmwd9qkhdfc204t43swm9ck9";

    static final byte[] SNAPSHOT = new ScriptedEtcd().snapshot;

    private StoredBackups() {}

    static BackupId plain(Path directory, String cluster, Instant time) {
        return store(directory, cluster, time, List.of(), new ScriptedEtcd());
    }

    static BackupId encrypted(Path directory, String cluster, Instant time) {
        return store(directory, cluster, time, List.of(new AgeRecipient(PUBLIC)), new ScriptedEtcd());
    }

    /** An encrypted backup of this etcd. */
    static BackupId of(Path directory, String cluster, Instant time, ScriptedEtcd etcd) {
        return store(directory, cluster, time, List.of(new AgeRecipient(PUBLIC)), etcd);
    }

    private static BackupId store(
            Path directory, String cluster, Instant time, List<AgeRecipient> recipients, ScriptedEtcd etcd) {
        BackupOptions backup = new BackupOptions(
                new ClusterName(cluster),
                new Encoding(Compression.zstd(1, 4096), recipients),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                new Tool("etcdbr-job", "test"));
        StoreLocation location = StoreLocation.parse("file://" + directory);
        return new BackupSequence(
                        StoreProviders.all()::open,
                        new BackupSequence.Options(
                                backup,
                                List.of(location),
                                VerifyAfter.NONE,
                                AgeIdentities.none(),
                                Path.of("/tmp"),
                                RetentionPolicy.KEEP_ALL),
                        Clock.fixed(time, ZoneOffset.UTC),
                        Progress.NONE,
                        new Cancellation())
                .run(etcd)
                .manifest()
                .id();
    }
}
