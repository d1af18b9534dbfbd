package io.etcdbr.tls;

import java.io.ByteArrayOutputStream;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads a private key as kubeadm, cfssl and openssl write it: PKCS#8, PKCS#1 (RSA) and SEC1 (EC, also after an
 * {@code EC PARAMETERS} block). The JDK only knows PKCS#8, so the two older forms are wrapped into it.
 */
final class PemPrivateKey {

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int EC_PARAMETERS = 0xa0;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_PUBLIC_KEY_OID = HexFormat.of().parseHex("06072a8648ce3d0201");

    private PemPrivateKey() {}

    /**
     * The first private key of the file.
     *
     * @throws io.etcdbr.error.EtcdbrException if it has none that can be used
     */
    static PrivateKey read(PemFile file) {
        String origin = file.origin();
        for (PemFile.Block block : file.blocks()) {
            switch (block.label()) {
                case "PRIVATE KEY":
                    return pkcs8(origin, block, block.der());
                case "RSA PRIVATE KEY":
                    return pkcs8(origin, block, sequence(VERSION_0, RSA_ALGORITHM, element(OCTET_STRING, block.der())));
                case "EC PRIVATE KEY":
                    byte[] algorithm = sequence(EC_PUBLIC_KEY_OID, curveOf(origin, block));
                    return pkcs8(origin, block, sequence(VERSION_0, algorithm, element(OCTET_STRING, block.der())));
                case "ENCRYPTED PRIVATE KEY":
                    throw PemFile.passphrase(origin, block.line());
                default:
                    break;
            }
        }
        throw PemFile.unusable(
                origin,
                "it holds no private key but " + file.blocks(),
                "Check that certificate and key files are not mixed up");
    }

    private static PrivateKey pkcs8(String origin, PemFile.Block block, byte[] der) {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // The key of another algorithm: the factories are the JDK's only reader of the identifier.
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java has no " + algorithm + " keys", e);
            }
        }
        throw PemFile.unusable(
                origin,
                "its private key at line " + block.line() + " is neither RSA, EC nor Ed25519, or it is damaged",
                "Copy the file again");
    }

    /** SEC1 (RFC 5915) keeps the curve inside the key as {@code [0]}; PKCS#8 wants it outside. */
    private static byte[] curveOf(String origin, PemFile.Block block) {
        byte[] sec1 = block.der();
        try {
            int[] outer = header(sec1, 0);
            for (int at = outer[0]; at < outer[0] + outer[1]; ) {
                int[] inner = header(sec1, at);
                if ((sec1[at] & 0xff) == EC_PARAMETERS) {
                    return Arrays.copyOfRange(sec1, inner[0], inner[0] + inner[1]);
                }
                at = inner[0] + inner[1];
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            throw PemFile.unusable(
                    origin, "its private key at line " + block.line() + " is damaged", "Copy the file again");
        }
        throw PemFile.unusable(
                origin,
                "its private key at line " + block.line() + " does not name its curve",
                "Convert it: 'openssl pkcs8 -topk8 -nocrypt -in KEY -out NEWKEY'");
    }

    /** Start and length of the content of the DER element at {@code at}. */
    private static int[] header(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        int bytes = first < 0x80 ? 0 : first & 0x7f;
        int length = first < 0x80 ? first : 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        if (length < 0 || length > der.length - at - 2 - bytes) {
            throw new ArrayIndexOutOfBoundsException(length);
        }
        return new int[] {at + 2 + bytes, length};
    }

    private static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        return element(SEQUENCE, content.toByteArray());
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int bytes = (39 - Integer.numberOfLeadingZeros(content.length)) / 8;
            out.write(0x80 | bytes);
            for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
                out.write(content.length >> shift);
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
