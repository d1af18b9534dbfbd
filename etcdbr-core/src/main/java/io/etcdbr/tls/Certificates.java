package io.etcdbr.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Certificates in PEM files and in words. */
final class Certificates {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private Certificates() {}

    /**
     * All certificates of the file in its order, at least one.
     *
     * @throws io.etcdbr.error.EtcdbrException if it has none, or a damaged one
     */
    static List<X509Certificate> read(PemFile file) {
        String origin = file.origin();
        List<X509Certificate> found = new ArrayList<>();
        for (PemFile.Block block : file.blocks()) {
            if (block.label().equals("CERTIFICATE")) {
                found.add(certificate(origin, block));
            }
        }
        if (found.isEmpty()) {
            throw PemFile.unusable(
                    origin,
                    "it holds no certificate but " + file.blocks(),
                    "Check that certificate and key files are not mixed up");
        }
        return List.copyOf(found);
    }

    private static X509Certificate certificate(String origin, PemFile.Block block) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw PemFile.unusable(
                    origin, "its certificate at line " + block.line() + " is damaged", "Copy the file again");
        }
    }

    static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    static String issuer(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().getName();
    }

    /** Host names and addresses the certificate is for. */
    static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    int type = (Integer) alternative.getFirst();
                    if (type == DNS_NAME || type == IP_ADDRESS) {
                        names.add(String.valueOf(alternative.getLast()));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return names;
    }
}
