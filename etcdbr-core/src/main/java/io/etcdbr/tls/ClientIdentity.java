package io.etcdbr.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Offers its one certificate to every server. The JDK's own key manager would hide it when the server's list of
 * authorities does not name the issuer, and etcd would only say "certificate required".
 */
public final class ClientIdentity extends X509ExtendedKeyManager {

    private static final String ALIAS = "client";

    private final String origin;
    private final PrivateKey key;
    private final X509Certificate[] chain;

    ClientIdentity(String origin, PrivateKey key, List<X509Certificate> chain) {
        this.origin = origin;
        this.key = key;
        this.chain = chain.toArray(new X509Certificate[0]);
    }

    /** For messages: origin, subject, issuer and end, such as {@code the file client.crt (CN=x, signed by 'CN=ca', valid until ...)}. */
    public String description() {
        boolean expired = chain[0].getNotAfter().toInstant().isBefore(Instant.now());
        return origin + " (" + Certificates.subject(chain[0]) + ", signed by '" + Certificates.issuer(chain[0]) + "', "
                + (expired ? "expired at " : "valid until ")
                + chain[0].getNotAfter().toInstant() + ")";
    }

    public Instant end() {
        return chain[0].getNotAfter().toInstant();
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return aliasFor(keyTypes);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return aliasFor(keyTypes);
    }

    private @Nullable String aliasFor(String[] keyTypes) {
        return List.of(keyTypes).contains(chain[0].getPublicKey().getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
