package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The certificate authorities in a PEM file, any number of them, instead of the system's. */
final class TrustedAuthorities {
    private TrustedAuthorities() {}

    static TrustManager[] in(Path file) throws StoreException {
        try (InputStream stream = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(stream);
            if (certificates.isEmpty()) {
                throw unusable(file, "it holds no certificate", null);
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca" + store.size(), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (StoreException e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(file, e.getMessage(), e);
        }
    }

    private static StoreException unusable(Path file, @Nullable String why, @Nullable Exception cause) {
        String problem = "the ca-file '" + file + "' cannot be used: " + why;
        String remedy = "Put the PEM certificates of the authorities that signed the server's certificate into it";
        return cause == null
                ? new StoreException(Reason.REFUSED, problem, remedy)
                : new StoreException(Reason.REFUSED, problem, remedy, cause);
    }
}
