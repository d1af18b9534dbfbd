package io.etcdbr.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's checks with better words: the JDK says neither when a certificate expired, nor who signed it, nor for which names
 * it is. Decides nothing itself.
 */
public final class ServerTrust extends X509ExtendedTrustManager {
    /** How the JDK says it of the ways to be signed by somebody else; anything else is about algorithms and extensions. */
    private static final List<String> UNTRUSTED = List.of(
            "unable to find valid certification path",
            "does not chain with any of the trust anchors",
            "signature check failed");

    private final X509ExtendedTrustManager jdk;
    private final String whose;
    private final Advice advice;

    /** @param whose such as "those in the file /etc/kubernetes/pki/etcd/ca.crt" */
    ServerTrust(X509ExtendedTrustManager jdk, String whose, Advice advice) {
        this.jdk = jdk;
        this.whose = whose;
        this.advice = advice;
    }

    /**
     * What to do about a certificate, by what is wrong with it.
     *
     * @param otherName it is for other host names
     * @param otherAuthority somebody else signed it
     * @param unsuitable Java objects to its algorithms or extensions
     */
    public record Advice(String otherName, String otherAuthority, String unsuitable, String expired) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
        try {
            jdk.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw notFor(engine == null ? "" : String.valueOf(engine.getPeerHost()), chain[0], e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            jdk.checkServerTrusted(chain, authType);
        } catch (CertificateException e) {
            for (X509Certificate certificate : chain) {
                requireValidNow(certificate, e);
            }
            throw untrusted(chain, e);
        }
    }

    private UntrustedServerException notFor(String host, X509Certificate certificate, CertificateException e) {
        List<String> names = Certificates.names(certificate);
        return new UntrustedServerException(
                "its certificate is not for '" + host + "' but "
                        + (names.isEmpty() ? "names no host at all" : "for " + String.join(", ", names)),
                advice.otherName(),
                e);
    }

    private static String host(@Nullable Socket socket) {
        return socket instanceof SSLSocket tls && tls.getHandshakeSession() != null
                ? String.valueOf(tls.getHandshakeSession().getPeerHost())
                : "";
    }

    private UntrustedServerException untrusted(X509Certificate[] chain, CertificateException e) {
        String certificate = "its certificate (" + Certificates.subject(chain[0]) + ")";
        String remedy = advice.otherAuthority();
        String reason = String.valueOf(e.getMessage());
        if (UNTRUSTED.stream().noneMatch(reason::contains)) {
            return new UntrustedServerException(
                    certificate + " does not satisfy Java: " + reason, advice.unsuitable(), e);
        }
        X509Certificate last = chain[chain.length - 1];
        boolean namesake = Arrays.stream(jdk.getAcceptedIssuers())
                .anyMatch(authority -> authority.getSubjectX500Principal().equals(last.getIssuerX500Principal()));
        // Every kubeadm cluster has an authority of the same name, so the name alone explains nothing.
        return new UntrustedServerException(
                namesake
                        ? certificate + " is signed by another '" + Certificates.issuer(last)
                                + "' than the one of this name among the trusted authorities (" + whose + ")"
                        : certificate + " is signed by '" + Certificates.issuer(last)
                                + "', which is not among the trusted authorities (" + whose + ": " + authorities()
                                + ")",
                remedy,
                e);
    }

    private String authorities() {
        List<String> names = Arrays.stream(jdk.getAcceptedIssuers())
                .map(Certificates::subject)
                .map(name -> "'" + name + "'")
                .toList();
        return names.size() <= 5 ? String.join(", ", names) : names.size() + " of them";
    }

    private void requireValidNow(X509Certificate certificate, CertificateException cause)
            throws UntrustedServerException {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new UntrustedServerException(
                    "its certificate (" + Certificates.subject(certificate) + ") expired at "
                            + certificate.getNotAfter().toInstant(),
                    advice.expired(),
                    cause);
        } catch (CertificateNotYetValidException e) {
            throw new UntrustedServerException(
                    "its certificate (" + Certificates.subject(certificate) + ") is not valid before "
                            + certificate.getNotBefore().toInstant(),
                    "Check the clock of this machine",
                    cause);
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jdk.getAcceptedIssuers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
        try {
            jdk.checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            throw notFor(host(socket), chain[0], e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        jdk.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        jdk.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        jdk.checkClientTrusted(chain, authType);
    }
}
