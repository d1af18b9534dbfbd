package io.etcdbr.tls;

import io.etcdbr.error.EtcdbrException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What TLS with etcd needs, loaded and checked.
 *
 * @param client the client certificate; etcd decides whether it wants one
 * @param trust whom it believes; what it objects to a server is an {@link UntrustedServerException}
 */
public record TlsMaterial(Optional<ClientIdentity> client, X509ExtendedTrustManager trust) {

    /**
     * Reads certificates and keys.
     *
     * @param cacert one or more authorities, which alone are trusted; empty: the JDK's
     * @param cert the client certificate, then its intermediates if any; goes with {@code key}
     * @param key RSA, EC or Ed25519 in PKCS#8, PKCS#1 or SEC1
     * @throws EtcdbrException if one cannot be used, naming its origin and what it holds
     */
    public static TlsMaterial of(
            Optional<PemFile> cacert, Optional<PemFile> cert, Optional<PemFile> key, ServerTrust.Advice advice) {
        ServerTrust trust = cacert.map(
                        file -> new ServerTrust(trusting(Certificates.read(file)), "those in " + file.origin(), advice))
                .orElseGet(() -> new ServerTrust(trusting(List.of()), "this machine's own", advice));
        Optional<ClientIdentity> client =
                cert.flatMap(certificate -> key.map(privateKey -> identity(certificate, privateKey)));
        return new TlsMaterial(client, trust);
    }

    /** For an own TLS engine. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys =
                    client.map(identity -> new KeyManager[] {identity}).orElseGet(() -> new KeyManager[0]);
            context.init(keys, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static ClientIdentity identity(PemFile cert, PemFile key) {
        List<X509Certificate> chain = Certificates.read(cert);
        PrivateKey privateKey = PemPrivateKey.read(key);
        if (!KeyPairs.match(privateKey, chain.getFirst().getPublicKey())) {
            throw PemFile.unusable(
                    key.origin(),
                    "its private key does not belong to the first certificate in " + cert.origin() + " ("
                            + Certificates.subject(chain.getFirst()) + ")",
                    "Give the key and the certificate of one pair");
        }
        return new ClientIdentity(cert.origin(), privateKey, chain);
    }

    /** Of no authority at all: the JDK's own ones. */
    private static X509ExtendedTrustManager trusting(List<X509Certificate> authorities) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(authorities.isEmpty() ? null : store(authorities));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
            throw new IllegalStateException("this Java has no X.509 trust manager");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java cannot hold certificates", e);
        }
    }

    private static @Nullable KeyStore store(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry("ca-" + store.size(), authority);
        }
        return store;
    }
}
