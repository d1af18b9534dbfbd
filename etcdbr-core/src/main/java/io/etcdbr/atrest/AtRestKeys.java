package io.etcdbr.atrest;

import io.etcdbr.objects.StoredValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;

/** The keys of an API server's EncryptionConfiguration. For any number of threads; what prints it shows no secret. */
public final class AtRestKeys {
    /** Opens nothing. */
    public static final AtRestKeys NONE = new AtRestKeys(List.of());

    /** Larger objects are not decoded anyway, and no API server stores them. */
    static final int LARGEST = 16 << 20;

    private final List<AtRestKey> keys;

    AtRestKeys(List<AtRestKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException saying what is wrong with it; never with a secret in it
     */
    public static AtRestKeys parse(String yaml) {
        return EncryptionConfiguration.parse(yaml);
    }

    /** Both. */
    public AtRestKeys and(AtRestKeys others) {
        return new AtRestKeys(Stream.concat(keys.stream(), others.keys.stream()).toList());
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /**
     * The value that was sealed. What is not encrypted, or by none of these keys, stays as it is: a name may stand for several keys,
     * one for each group of resources, and only one that fits opens it.
     *
     * @param etcdKey the key of etcd that it stands at
     */
    public StoredValue open(MemorySegment etcdKey, StoredValue value) {
        if (keys.isEmpty()
                || !(value instanceof StoredValue.Encrypted sealed)
                || sealed.sealed().byteSize() > LARGEST) {
            return value;
        }
        for (AtRestKey key : keys) {
            if (key.provider().word().equals(sealed.provider())
                    && sealed.version().equals("v1")
                    && key.name().equals(sealed.keyName())) {
                try {
                    StoredValue open = StoredValue.of(SealedValue.open(
                            key,
                            etcdKey.toArray(ValueLayout.JAVA_BYTE),
                            sealed.sealed().toArray(ValueLayout.JAVA_BYTE)));
                    // Nothing proves aescbc: one wrong key in 256 gives bytes, but none that are an object.
                    if (!(open instanceof StoredValue.Other)) {
                        return open;
                    }
                } catch (GeneralSecurityException e) {
                    // Another key of this name may fit.
                }
            }
        }
        return value;
    }

    /** Why a value that a provider sealed is not to be opened by these keys. */
    public WhyClosed whyClosed(String provider) {
        if (Provider.of(provider).isEmpty()) {
            return WhyClosed.NOT_TO_BE_OPENED;
        }
        return keys.isEmpty() ? WhyClosed.NO_KEYS : WhyClosed.NONE_FITS;
    }

    @Override
    public String toString() {
        return keys.toString();
    }
}
