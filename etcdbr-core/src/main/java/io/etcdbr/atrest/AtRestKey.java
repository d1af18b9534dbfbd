package io.etcdbr.atrest;

/**
 * One key of an EncryptionConfiguration.
 *
 * @param name as the configuration calls it; stands in front of what the key sealed
 */
record AtRestKey(Provider provider, String name, byte[] secret) {

    AtRestKey {
        secret = secret.clone();
    }

    @Override
    public byte[] secret() {
        return secret.clone();
    }

    /** Without the secret, for it may get into a message. */
    @Override
    public String toString() {
        return provider.word() + " key " + name;
    }
}
