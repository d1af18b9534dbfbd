package io.etcdbr.job.etcd;

import io.etcdbr.config.EtcdSettings;
import io.etcdbr.job.etcd.grpc.GrpcRequest;
import io.etcdbr.job.etcd.http2.Address;
import io.etcdbr.job.etcd.http2.Patience;
import io.etcdbr.job.etcd.http2.PlainTransport;
import io.etcdbr.job.etcd.http2.StalledException;
import io.etcdbr.job.etcd.http2.TlsTransport;
import io.etcdbr.job.etcd.http2.Transport;
import io.etcdbr.tls.ClientIdentity;
import io.etcdbr.tls.PemFile;
import io.etcdbr.tls.ServerTrust;
import io.etcdbr.tls.TlsMaterial;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Connects to etcd with what the settings say, and finds out why that fails. Thread-safe. */
final class Connector {
    /** A server that refuses our certificate says so at once, if its machine is not busy with something else. */
    private static final Duration FOR_AN_ALERT = Duration.ofSeconds(5);

    private static final ServerTrust.Advice ADVICE = new ServerTrust.Advice(
            "Use one of these names as endpoint, or have etcd's certificate made for this one too",
            "Give the authority that signed etcd's certificate with --cacert",
            "Have etcd's certificate made anew, as kubeadm does it",
            "Renew it ('kubeadm certs renew etcd-server' where kubeadm made it) and restart etcd");

    private final EtcdSettings settings;
    private @Nullable TlsMaterial material;

    Connector(EtcdSettings settings) {
        this.settings = settings;
    }

    /**
     * Reads the files the first time.
     *
     * @throws io.etcdbr.error.EtcdbrException if one cannot be used
     */
    synchronized TlsMaterial tls() {
        if (material == null) {
            material = TlsMaterial.of(
                    settings.cacert().map(PemFile::read),
                    settings.cert().map(PemFile::read),
                    settings.key().map(PemFile::read),
                    ADVICE);
        }
        return material;
    }

    Transport connect(Address address) throws IOException {
        Duration timeout = settings.connectTimeout();
        try {
            PlainTransport plain = PlainTransport.connect(address.host(), address.port(), timeout);
            return address.tls()
                    ? TlsTransport.handshake(plain, tls().context(), address.host(), address.port(), timeout)
                    : plain;
        } catch (SocketTimeoutException e) {
            throw new StalledException("it did not answer within " + timeout.toSeconds() + " s");
        }
    }

    /** Why a connection or a call failed. */
    Diagnosis diagnose(Address address, IOException failure) {
        Optional<ClientIdentity> client = address.tls() ? tls().client() : Optional.empty();
        return Diagnosis.of(hangsUp(failure) && address.tls() ? alert(address, failure) : failure, client);
    }

    /** Why a control call failed: what the gRPC library hides shows on a connection of our own. */
    Diagnosis diagnoseByTrying(Address address, IOException failure) {
        try {
            GrpcRequest.status(connect(address), address, Patience.within(settings.connectTimeout()));
        } catch (IOException e) {
            return diagnose(address, e);
        }
        return diagnose(address, failure);
    }

    /**
     * What the server says of our certificate. In TLS 1.3 it says so only after the handshake, and the reset that follows may
     * overtake it if we have written something by then, so this connection writes nothing.
     */
    private IOException alert(Address address, IOException otherwise) {
        try (Transport transport = connect(address)) {
            transport.read(new byte[1], 0, 1, FOR_AN_ALERT);
            return otherwise;
        } catch (SocketTimeoutException e) {
            return otherwise;
        } catch (IOException e) {
            return e;
        }
    }

    private static boolean hangsUp(IOException failure) {
        return failure instanceof EOFException
                || failure instanceof SocketException
                        && !(failure instanceof ConnectException)
                        && !(failure instanceof NoRouteToHostException);
    }
}
