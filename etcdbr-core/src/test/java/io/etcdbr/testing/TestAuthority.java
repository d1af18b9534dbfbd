package io.etcdbr.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A throw-away certificate authority, by openssl. */
public final class TestAuthority {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;
    private final Pair own;

    /** PEM files. */
    public record Pair(Path cert, Path key) {
        /** For a server in this process. */
        public SSLContext server() throws IOException, GeneralSecurityException {
            Path file = cert.resolveSibling("tls.p12");
            openssl(
                    "pkcs12",
                    "-export",
                    "-in",
                    cert,
                    "-inkey",
                    key,
                    "-out",
                    file,
                    "-passout",
                    "pass:" + new String(PASSWORD));
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                keys.load(in, PASSWORD);
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        }
    }

    private TestAuthority(Path folder, Pair own) {
        this.folder = folder;
        this.own = own;
    }

    /** In a new folder below {@code parent}; skips the test if there is no openssl. */
    public static TestAuthority create(Path parent, String commonName) throws IOException {
        Programs.require("openssl", "openssl");
        Path folder = Files.createTempDirectory(parent, "authority");
        Pair own = new Pair(folder.resolve("ca.crt"), folder.resolve("ca.key"));
        key(own.key());
        openssl(
                "req",
                "-x509",
                "-new",
                "-key",
                own.key(),
                "-subj",
                "/CN=" + commonName,
                "-days",
                30,
                "-out",
                own.cert());
        return new TestAuthority(folder, own);
    }

    public Path cert() {
        return own.cert();
    }

    /**
     * A certificate for servers and clients.
     *
     * @param names such as {@code IP:127.0.0.1,DNS:localhost}
     * @param days 0: expires this second
     */
    public Pair issue(String commonName, String names, int days) throws IOException {
        Path made = Files.createTempDirectory(folder, commonName);
        Pair pair = new Pair(made.resolve("tls.crt"), made.resolve("tls.key"));
        key(pair.key());
        Path request = made.resolve("request");
        Path extensions = made.resolve("extensions");
        Files.writeString(extensions, "subjectAltName=" + names + "\nextendedKeyUsage=serverAuth,clientAuth\n");
        openssl("req", "-new", "-key", pair.key(), "-subj", "/CN=" + commonName, "-out", request);
        openssl(
                "x509",
                "-req",
                "-in",
                request,
                "-CA",
                own.cert(),
                "-CAkey",
                own.key(),
                "-CAcreateserial",
                "-extfile",
                extensions,
                "-days",
                days,
                "-out",
                pair.cert());
        return pair;
    }

    private static void key(Path file) throws IOException {
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file);
    }

    /** Runs openssl with these arguments; fails if it fails. */
    public static String openssl(Object... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("openssl"));
        for (Object argument : arguments) {
            line.add(argument.toString());
        }
        return Programs.run(line.toArray(String[]::new));
    }
}
