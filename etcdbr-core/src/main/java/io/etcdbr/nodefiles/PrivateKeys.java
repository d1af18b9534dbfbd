package io.etcdbr.nodefiles;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Recognises files that must not be stored in the clear. */
public final class PrivateKeys {
    /** No key, kubeconfig or EncryptionConfiguration is near this. */
    private static final int LOOK_AT_MOST = 1 << 20;

    private static final List<String> MARKS = List.of(
            "PRIVATE KEY-----",
            // kubeconfig: the key, a bearer token, a password.
            "client-key-data:",
            "\ttoken:",
            " token:",
            " password:",
            "AGE-SECRET-KEY-",
            // The API server's encryption at rest: aescbc, aesgcm and secretbox keys stand in it.
            "kind: EncryptionConfiguration",
            "\"kind\":\"EncryptionConfiguration\"");

    private PrivateKeys() {}

    /** The files among {@code files} that hold a private key, a token or an encryption key. */
    public static List<NodeFile> among(List<NodeFile> files) throws NodeFileException {
        List<NodeFile> secret = new ArrayList<>();
        for (NodeFile file : files) {
            if (file.type() == NodeFile.Type.FILE && holdsKey(file)) {
                secret.add(file);
            }
        }
        return secret;
    }

    private static boolean holdsKey(NodeFile file) throws NodeFileException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file.path())) {
            head = in.readNBytes(LOOK_AT_MOST);
        } catch (IOException e) {
            throw new NodeFileException(file.path(), e);
        }
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return MARKS.stream().anyMatch(text::contains) || isBinaryKey(file);
    }

    /** DER and PKCS#12 keys are told by their names: their bytes say little. */
    private static boolean isBinaryKey(NodeFile file) {
        String name = file.path().getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".key") || name.endsWith(".p12") || name.endsWith(".pfx") || name.endsWith(".jks");
    }
}
