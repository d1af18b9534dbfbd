package io.etcdbr.inspection;

import io.etcdbr.resources.NamedKey;
import java.util.List;

/**
 * The objects of one resource.
 *
 * @param largest the size of the largest one
 * @param newestRevision the last one that changed any that still lives
 * @param forms how many are stored in which form
 * @param encrypted by the keys in use, the most used first
 * @param storedAs how many are stored as which version of the API, the most first; what is encrypted does not tell
 */
public record ResourceCount(
        NamedKey.Kind kind,
        String resource,
        Amount amount,
        long largest,
        long newestRevision,
        Forms forms,
        List<EncryptionKey> encrypted,
        List<StoredVersion> storedAs) {

    /** In which form values are stored: {@code other} is nothing that Kubernetes writes. */
    public record Forms(long protobuf, long json, long cbor, long encrypted, long other) {}

    /** How many objects a key of the API server's encryption at rest has. */
    public record EncryptionKey(String provider, String keyName, long objects) {}

    /** How many objects are stored as this version of the API. */
    public record StoredVersion(String apiVersion, long objects) {}

    public ResourceCount {
        encrypted = List.copyOf(encrypted);
        storedAs = List.copyOf(storedAs);
    }

    /** Whether some objects are encrypted and others are not, or not by the same key: a rotation that was not finished. */
    public boolean halfEncrypted() {
        return encrypted.size() > 1 || !encrypted.isEmpty() && forms.encrypted() < amount.objects();
    }

    /** The objects that anybody can read who has the snapshot. */
    public long plain() {
        return amount.objects() - forms.encrypted();
    }
}
