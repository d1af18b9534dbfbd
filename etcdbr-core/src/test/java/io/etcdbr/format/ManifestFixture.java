package io.etcdbr.format;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A manifest with every field, to begin a test with. */
public final class ManifestFixture {
    private static final Sha256 SOME_DIGEST = Sha256.digestOf(new byte[] {1});

    private ManifestFixture() {}

    /** Encrypted, compressed, with node files, a key index and a lock. */
    public static Manifest full(Epoch epoch, BackupId id) {
        return with(
                epoch,
                id,
                data(id, DataKind.SNAPSHOT, true),
                Optional.of(new FilesObject(
                        data(id, DataKind.FILES, true),
                        List.of(
                                entry("etc/kubernetes/pki", FileEntry.Type.DIRECTORY, 0700, Optional.empty()),
                                entry("etc/kubernetes/pki/ca.key", FileEntry.Type.FILE, 0600, Optional.empty()),
                                entry("etc/kubernetes/ca", FileEntry.Type.SYMLINK, 0777, Optional.of("pki/ca.key"))))),
                Optional.of(data(id, DataKind.KEY_INDEX, true)),
                Optional.of(new Encryption(Encryption.AGE_X25519, List.of(Encryption.fingerprint("age1example")))),
                Optional.of(id.time().plusSeconds(86_400)));
    }

    /** Neither encrypted nor compressed, without node files. */
    public static Manifest plain(Epoch epoch, BackupId id, byte[] snapshot) {
        DataObject data = new DataObject(
                new ObjectName.Data(id, DataKind.SNAPSHOT, CompressionAlgorithm.NONE, false),
                snapshot.length,
                Sha256.digestOf(snapshot),
                snapshot.length,
                Sha256.digestOf(snapshot),
                Compression.NONE);
        return with(epoch, id, data, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** With these parts; the rest is made up. */
    public static Manifest with(
            Epoch epoch,
            BackupId id,
            DataObject snapshot,
            Optional<FilesObject> files,
            Optional<Encryption> encryption,
            Optional<Instant> lockUntil) {
        return with(epoch, id, snapshot, files, Optional.empty(), encryption, lockUntil);
    }

    public static Manifest with(
            Epoch epoch,
            BackupId id,
            DataObject snapshot,
            Optional<FilesObject> files,
            Optional<DataObject> keyIndex,
            Optional<Encryption> encryption,
            Optional<Instant> lockUntil) {
        MemberId member = new MemberId(0x8e9e05c52164694dL);
        return new Manifest(
                FormatVersion.CURRENT,
                id,
                new ClusterIdentity(epoch.cluster(), epoch.etcdClusterId(), Optional.of(new EtcdClusterId(-2))),
                new SourceMember(member, "node1", "https://10.0.0.1:2379", false, "3.6.1", Optional.of("3.6.0")),
                List.of(new Member(
                        member, "node1", List.of("https://10.0.0.1:2380"), List.of("https://10.0.0.1:2379"), false)),
                List.of(new Alarm(member, "NOSPACE")),
                id.revision(),
                id.revision() + 3,
                4711,
                7,
                1 << 20,
                snapshot,
                files,
                keyIndex,
                encryption,
                id.time().plusMillis(123),
                id.time().plusSeconds(5),
                new Tool("etcdbr", "0.1.0"),
                lockUntil,
                UnknownFields.NONE);
    }

    private static DataObject data(BackupId id, DataKind kind, boolean encrypted) {
        return new DataObject(
                new ObjectName.Data(id, kind, CompressionAlgorithm.ZSTD, encrypted),
                1_048_608,
                SOME_DIGEST,
                300_000,
                SOME_DIGEST,
                Compression.zstd(3, 1 << 20));
    }

    private static FileEntry entry(String path, FileEntry.Type type, int mode, Optional<String> target) {
        return new FileEntry(path, type, mode, 0, 0, 12, target);
    }
}
