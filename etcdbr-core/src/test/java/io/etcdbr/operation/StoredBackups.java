package io.etcdbr.operation;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.BackupKey;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Compression;
import io.etcdbr.format.CompressionAlgorithm;
import io.etcdbr.format.DataKind;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.Encryption;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.FileEntry;
import io.etcdbr.format.FilesObject;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ManifestCodec;
import io.etcdbr.format.ManifestFixture;
import io.etcdbr.format.ObjectName;
import io.etcdbr.format.Sha256;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.format.VerificationResult;
import io.etcdbr.keyindex.KeyIndexBuilder;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.pipeline.AgeRecipient;
import io.etcdbr.pipeline.Encoder;
import io.etcdbr.pipeline.Encoding;
import io.etcdbr.pipeline.FilesDigest;
import io.etcdbr.pipeline.PlainDigest;
import io.etcdbr.pipeline.SnapshotDigest;
import io.etcdbr.testing.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Puts whole backups into a store in memory, as a backup run leaves them. */
public final class StoredBackups {
    public static final ClusterName PROD = new ClusterName("prod");
    public static final Epoch EPOCH = new Epoch(PROD, new EtcdClusterId(0xaa));
    public static final Epoch OTHER_EPOCH = new Epoch(PROD, new EtcdClusterId(0xbb));
    public static final AgeRecipient RECIPIENT =
            new AgeRecipient("age1ealsmm9r3cgtk8f92md774a3fxy0pd7eaqrmwd9qkhdfc204t43swm9ck9");
    public static final AgeIdentities IDENTITY =
            AgeIdentities.parse("AGE-SECRET-KEY-1YWYVTN5XQR96UG5JT4AWLJ5EHEAZJPMSJ7LUX4GRJXK6EYF6PJ8SUXDDEV", "test");
    public static final AgeIdentities FOREIGN_IDENTITY =
            AgeIdentities.parse("AGE-SECRET-KEY-14NZV9EFZ6LWAAJSL95FM0R8JA4KF6N9JRZY623ALW9QQGCR42W0QHLTT9V", "test");

    private final MemoryStore store;

    public StoredBackups(MemoryStore store) {
        this.store = store;
    }

    public static BackupId id(String text) {
        return BackupId.parse(text).orElseThrow();
    }

    /** Bytes that etcd could have sent: whole sectors and their digest. */
    public static byte[] snapshot(long seed) {
        byte[] bytes = new byte[512 * 40 + 32];
        new Random(seed).nextBytes(bytes);
        Arrays.fill(bytes, 1000, 15_000, (byte) 7);
        byte[] digest = Sha256.digestOf(Arrays.copyOf(bytes, bytes.length - 32)).bytes();
        System.arraycopy(digest, 0, bytes, bytes.length - 32, 32);
        return bytes;
    }

    /** The key index of a snapshot. */
    public static byte[] keyIndex(byte[] snapshot, int frameSize) {
        KeyIndexBuilder builder = new KeyIndexBuilder(frameSize);
        builder.update(snapshot, 0, snapshot.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            builder.finish().orElseThrow().writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Neither compressed nor encrypted; the snapshot's seed is the revision. */
    public Manifest plain(Epoch epoch, BackupId id) {
        byte[] snapshot = snapshot(id.revision());
        Manifest manifest = ManifestFixture.plain(epoch, id, snapshot);
        put(epoch, manifest.snapshot().object(), snapshot, id.time());
        put(epoch, new ObjectName.Manifest(id), ManifestCodec.encode(manifest), id.time());
        return manifest;
    }

    public Manifest plain(String id) {
        return plain(EPOCH, id(id));
    }

    /** The same, but the store's clock says another time than the writer's did. */
    public Manifest plain(Epoch epoch, String id, Instant storedAt) {
        Manifest manifest = plain(epoch, id(id));
        put(epoch, manifest.snapshot().object(), store.bytes(snapshotKey(manifest)), storedAt);
        put(epoch, new ObjectName.Manifest(manifest.id()), ManifestCodec.encode(manifest), storedAt);
        return manifest;
    }

    /** What a look at a backup found, as listings see it. */
    public void looked(String id, Instant time, VerificationLevel level, VerificationResult result) {
        put(EPOCH, new ObjectName.Verification(id(id), time, level, result), new byte[] {'{', '}'}, time);
    }

    /** Compressed, encrypted to {@link #RECIPIENT}, with node files and what stands for a key index. */
    public Manifest encrypted(Epoch epoch, BackupId id) {
        DataObject snapshot = encoded(epoch, id, DataKind.SNAPSHOT, snapshot(id.revision()));
        DataObject tar = encoded(epoch, id, DataKind.FILES, "a tar".repeat(1000).getBytes());
        FileEntry entry = new FileEntry("etc/hosts", FileEntry.Type.FILE, 0644, 0, 0, 12, Optional.empty());
        Manifest manifest = ManifestFixture.with(
                epoch,
                id,
                snapshot,
                Optional.of(new FilesObject(tar, List.of(entry))),
                Optional.of(encoded(epoch, id, DataKind.KEY_INDEX, "no index".getBytes())),
                Optional.of(new Encryption(Encryption.AGE_X25519, List.of(RECIPIENT.fingerprint()))),
                Optional.empty());
        put(epoch, new ObjectName.Manifest(id), ManifestCodec.encode(manifest), id.time());
        return manifest;
    }

    public Manifest encrypted(String id) {
        return encrypted(EPOCH, id(id));
    }

    /** With a snapshot of your own, without a key index; encrypted to {@link #RECIPIENT} or not at all. */
    public Manifest holding(String id, byte[] snapshot, Compression compression, boolean encrypted) {
        return holding(id, snapshot, Optional.empty(), compression, encrypted);
    }

    /** The same with a key index. */
    public Manifest holding(
            String id, byte[] snapshot, Optional<byte[]> keyIndex, Compression compression, boolean encrypted) {
        Manifest manifest = ManifestFixture.with(
                EPOCH,
                id(id),
                encoded(EPOCH, id(id), DataKind.SNAPSHOT, snapshot, compression, encrypted),
                Optional.empty(),
                keyIndex.map(index -> encoded(EPOCH, id(id), DataKind.KEY_INDEX, index, compression, encrypted)),
                encrypted
                        ? Optional.of(new Encryption(Encryption.AGE_X25519, List.of(RECIPIENT.fingerprint())))
                        : Optional.empty(),
                Optional.empty());
        put(EPOCH, new ObjectName.Manifest(id(id)), ManifestCodec.encode(manifest), id(id).time());
        return manifest;
    }

    /** A data object without a manifest. */
    public void incomplete(BackupId id, Instant modified) {
        put(
                EPOCH,
                new ObjectName.Data(id, DataKind.SNAPSHOT, CompressionAlgorithm.NONE, false),
                new byte[544],
                modified);
    }

    public void put(Epoch epoch, ObjectName name, byte[] bytes, Instant modified) {
        store.put(key(epoch, name), bytes, modified);
    }

    public static String key(Epoch epoch, ObjectName name) {
        return new BackupKey(epoch, name).toString();
    }

    /** The key of the manifest's snapshot. */
    public static String snapshotKey(Manifest manifest) {
        return key(manifest.epoch(), manifest.snapshot().object());
    }

    private DataObject encoded(Epoch epoch, BackupId id, DataKind kind, byte[] plain) {
        return encoded(epoch, id, kind, plain, Compression.zstd(1, 1 << 12), true);
    }

    private DataObject encoded(
            Epoch epoch, BackupId id, DataKind kind, byte[] plain, Compression compression, boolean encrypted) {
        ObjectName.Data name = new ObjectName.Data(id, kind, compression.algorithm(), encrypted);
        PlainDigest digest = kind == DataKind.SNAPSHOT ? new SnapshotDigest() : new FilesDigest();
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        try (Encoder encoder =
                new Encoder(new Encoding(compression, encrypted ? List.of(RECIPIENT) : List.of()), digest, stored)) {
            encoder.readFully(new ByteArrayInputStream(plain));
            Encoder.Encoded encoded = encoder.finish();
            put(epoch, name, stored.toByteArray(), id.time());
            return new DataObject(
                    name,
                    encoded.plain().size(),
                    encoded.plain().sha256(),
                    encoded.storedSize(),
                    encoded.storedSha256(),
                    compression);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
