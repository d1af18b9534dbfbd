package io.etcdbr.tls;

import java.security.cert.CertificateException;

/** The server's certificate will not do. Lies among the causes of the {@code SSLException} that the engine throws. */
public final class UntrustedServerException extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String remedy;

    UntrustedServerException(String problem, String remedy, CertificateException cause) {
        super(problem, cause);
        this.problem = problem;
        this.remedy = remedy;
    }

    /** A clause such as "its certificate expired at 2026-01-31T12:00:00Z". */
    public String problem() {
        return problem;
    }

    public String remedy() {
        return remedy;
    }
}
