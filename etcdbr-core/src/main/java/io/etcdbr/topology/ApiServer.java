package io.etcdbr.topology;

import java.util.List;
import java.util.Optional;

/**
 * An API server as its manifest starts it.
 *
 * @param etcdOverrides resources that it keeps in other etcds, as it is told: {@code group/resource#URL;URL}
 * @param etcdPrefix what its keys begin with, {@code /registry} unless told otherwise
 * @param etcdTls how it proves itself to etcd; empty where none is needed
 */
public record ApiServer(
        String image,
        List<String> etcdServers,
        List<String> etcdOverrides,
        String etcdPrefix,
        Optional<ClientTls> etcdTls,
        int securePort,
        String bindAddress,
        Optional<MappedPath> encryptionConfig,
        Optional<Probe> readiness) {

    public ApiServer {
        etcdServers = List.copyOf(etcdServers);
        etcdOverrides = List.copyOf(etcdOverrides);
    }

    /** PEM files of a client of etcd. */
    public record ClientTls(MappedPath authority, MappedPath certificate, MappedPath key) {}

    /** @throws TopologyException if its flags cannot be understood */
    public static ApiServer of(Container container) throws TopologyException {
        Flags flags = container.flags();
        List<String> servers = flags.list("etcd-servers");
        if (servers.isEmpty()) {
            throw new TopologyException(container.where(), "the API server has no --etcd-servers");
        }
        Optional<String> encryption = flags.value("encryption-provider-config");
        return new ApiServer(
                container.image(),
                servers,
                flags.list("etcd-servers-overrides"),
                flags.value("etcd-prefix").orElse("/registry"),
                tls(container, flags),
                port(container, flags.value("secure-port").orElse("6443")),
                flags.value("bind-address").orElse("0.0.0.0"),
                encryption.isPresent()
                        ? Optional.of(
                                container.onHost(encryption.get(), "the API server's --encryption-provider-config"))
                        : Optional.empty(),
                container.readiness());
    }

    private static Optional<ClientTls> tls(Container container, Flags flags) throws TopologyException {
        Optional<String> authority = flags.value("etcd-cafile");
        Optional<String> certificate = flags.value("etcd-certfile");
        Optional<String> key = flags.value("etcd-keyfile");
        if (authority.isEmpty() || certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ClientTls(
                container.onHost(authority.get(), "the API server's --etcd-cafile"),
                container.onHost(certificate.get(), "the API server's --etcd-certfile"),
                container.onHost(key.get(), "the API server's --etcd-keyfile")));
    }

    private static int port(Container container, String text) throws TopologyException {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 1 << 16) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new TopologyException(container.where(), "the API server's --secure-port is '" + text + "'");
    }
}
