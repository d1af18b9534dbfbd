package io.etcdbr.atrest;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * NaCl's {@code crypto_secretbox}, XSalsa20 with Poly1305: nonce, authenticator, encrypted bytes. The stream's first 32 bytes are
 * the authenticator's key.
 */
final class SecretBox {
    private static final int NONCE = 24;
    private static final int TAG = 16;
    private static final int AUTHENTICATOR_KEY = 32;

    private SecretBox() {}

    /** @throws GeneralSecurityException if the key is another one, or a byte is */
    static byte[] open(byte[] key, byte[] sealed) throws GeneralSecurityException {
        int from = NONCE + TAG;
        if (sealed.length < from) {
            throw new GeneralSecurityException("%d bytes are too few".formatted(sealed.length));
        }
        XSalsa20Engine stream = new XSalsa20Engine();
        stream.init(false, new ParametersWithIV(new KeyParameter(key), Arrays.copyOf(sealed, NONCE)));
        byte[] authenticatorKey = new byte[AUTHENTICATOR_KEY];
        stream.processBytes(authenticatorKey, 0, AUTHENTICATOR_KEY, authenticatorKey, 0);
        Poly1305 authenticator = new Poly1305();
        authenticator.init(new KeyParameter(authenticatorKey));
        authenticator.update(sealed, from, sealed.length - from);
        byte[] tag = new byte[TAG];
        authenticator.doFinal(tag, 0);
        if (!MessageDigest.isEqual(tag, Arrays.copyOfRange(sealed, NONCE, from))) {
            throw new GeneralSecurityException("the authenticator is not that of these bytes");
        }
        byte[] open = new byte[sealed.length - from];
        stream.processBytes(sealed, from, open.length, open, 0);
        return open;
    }
}
