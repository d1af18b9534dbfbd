package io.etcdbr.storage.sftp;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;

/** Keys as {@code ssh-keygen -l} shows them: {@code ssh-ed25519 SHA256:…}. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(PublicKey key) {
        return KeyType.fromKey(key) + " "
                + digest(new Buffer.PlainBuffer().putPublicKey(key).getCompactData());
    }

    /** Of a line of {@code known_hosts}: {@code [@marker] hosts type key [comment]}. */
    static String ofLine(String line) {
        List<String> words = Arrays.stream(line.strip().split("\\s+"))
                .filter(word -> !word.startsWith("@"))
                .toList();
        try {
            return words.get(1) + " " + digest(Base64.getDecoder().decode(words.get(2)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return "a key that cannot be read";
        }
    }

    private static String digest(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
