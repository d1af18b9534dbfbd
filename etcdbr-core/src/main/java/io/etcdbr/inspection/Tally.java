package io.etcdbr.inspection;

import io.etcdbr.inspection.ResourceCount.EncryptionKey;
import io.etcdbr.inspection.ResourceCount.Forms;
import io.etcdbr.inspection.ResourceCount.StoredVersion;
import io.etcdbr.objects.StoredValue;
import io.etcdbr.objects.TypeMeta;
import io.etcdbr.resources.NamedKey;
import java.util.Comparator;
import java.util.List;

/** Counts the objects of one resource. */
final class Tally {
    private static final int MOST_KEYS = 20;

    private final NamedKey.Kind kind;
    private final Bounded<EncryptionName> keys = new Bounded<>(MOST_KEYS, new EncryptionName(Inspection.OTHERS, ""));
    private final Bounded<String> versions = new Bounded<>(MOST_KEYS, Inspection.OTHERS);
    private Amount amount = Amount.NONE;
    private long largest;
    private long newestRevision;
    private long protobuf;
    private long json;
    private long cbor;
    private long encrypted;
    private long other;

    private record EncryptionName(String provider, String keyName) {}

    Tally(NamedKey.Kind kind) {
        this.kind = kind;
    }

    void add(StoredValue value, long bytes, long revision) {
        amount = amount.plus(bytes);
        largest = Math.max(largest, bytes);
        newestRevision = Math.max(newestRevision, revision);
        value.type().map(TypeMeta::apiVersion).ifPresent(versions::add);
        switch (value) {
            case StoredValue.Protobuf _ -> protobuf++;
            case StoredValue.Json _ -> json++;
            case StoredValue.Cbor _ -> cbor++;
            case StoredValue.Other _ -> other++;
            case StoredValue.Encrypted sealed -> {
                encrypted++;
                keys.add(new EncryptionName(sealed.provider(), sealed.keyName()));
            }
        }
    }

    ResourceCount result(String resource) {
        List<EncryptionKey> encryptionKeys = keys.counts().entrySet().stream()
                .map(entry -> new EncryptionKey(
                        entry.getKey().provider(), entry.getKey().keyName(), entry.getValue()))
                .sorted(Comparator.comparingLong(EncryptionKey::objects)
                        .reversed()
                        .thenComparing(EncryptionKey::provider)
                        .thenComparing(EncryptionKey::keyName))
                .toList();
        List<StoredVersion> storedAs = versions.counts().entrySet().stream()
                .map(entry -> new StoredVersion(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(StoredVersion::objects)
                        .reversed()
                        .thenComparing(StoredVersion::apiVersion))
                .toList();
        return new ResourceCount(
                kind,
                resource,
                amount,
                largest,
                newestRevision,
                new Forms(protobuf, json, cbor, encrypted, other),
                encryptionKeys,
                storedAs);
    }
}
