package io.etcdbr.atrest;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Opens the bytes behind the prefix of a sealed value. What they are made of was seen at a running kube-apiserver. */
final class SealedValue {
    private static final int BLOCK = 16;
    private static final int GCM_NONCE = 12;
    private static final int GCM_TAG_BITS = 128;

    private SealedValue() {}

    /**
     * @param etcdKey the key of etcd that the value stands at: aesgcm binds the two together
     * @throws GeneralSecurityException if this key did not seal it, or it is damaged; aescbc may also give nonsense
     */
    static byte[] open(AtRestKey key, byte[] etcdKey, byte[] sealed) throws GeneralSecurityException {
        return switch (key.provider()) {
            case AESCBC -> cbc(key.secret(), sealed);
            case AESGCM -> gcm(key.secret(), etcdKey, sealed);
            case SECRETBOX -> SecretBox.open(key.secret(), sealed);
        };
    }

    /** The first block is the initial vector. */
    private static byte[] cbc(byte[] secret, byte[] sealed) throws GeneralSecurityException {
        if (sealed.length < 2 * BLOCK || sealed.length % BLOCK != 0) {
            throw new GeneralSecurityException("%d bytes are no whole blocks".formatted(sealed.length));
        }
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(secret, "AES"), new IvParameterSpec(sealed, 0, BLOCK));
        return cipher.doFinal(sealed, BLOCK, sealed.length - BLOCK);
    }

    /** The nonce comes first, the tag last. */
    private static byte[] gcm(byte[] secret, byte[] etcdKey, byte[] sealed) throws GeneralSecurityException {
        if (sealed.length < GCM_NONCE + GCM_TAG_BITS / 8) {
            throw new GeneralSecurityException("%d bytes are too few".formatted(sealed.length));
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(secret, "AES"),
                new GCMParameterSpec(GCM_TAG_BITS, Arrays.copyOf(sealed, GCM_NONCE)));
        cipher.updateAAD(etcdKey);
        return cipher.doFinal(sealed, GCM_NONCE, sealed.length - GCM_NONCE);
    }
}
