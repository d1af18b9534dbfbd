package io.etcdbr.kubectl.preflight;

import io.etcdbr.format.Member;
import io.etcdbr.members.MemberReport;
import io.etcdbr.topology.ApiServer;
import io.etcdbr.topology.EtcdServer;
import io.etcdbr.topology.NodeFacts;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether an API server uses the member of its own node and no other. One that uses others could serve the restored etcd of their
 * nodes before the decision, and the old one again afterwards: when its own node goes back, it starts.
 */
final class EtcdOfApiServerChecks {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private EtcdOfApiServerChecks() {}

    static void run(Facts facts, NodeFacts node, Findings findings) {
        node.apiServer().ifPresent(server -> {
            Set<Place> own = own(facts, node);
            Set<Place> all = facts.etcd().members().stream()
                    .flatMap(report -> places(report.member().clientUrls()))
                    .collect(Collectors.toSet());
            List<String> members = Stream.concat(server.etcdServers().stream(), overrides(server))
                    .filter(url -> !isOwn(url, own) && all.contains(Place.of(url)))
                    .distinct()
                    .toList();
            // What single resources have elsewhere does not go back, and is only told: ConsequenceChecks.
            List<String> others = server.etcdServers().stream()
                    .filter(url -> !isOwn(url, own) && !all.contains(Place.of(url)))
                    .toList();
            if (!members.isEmpty()) {
                findings.refuse(
                        Check.TOPOLOGY,
                        "the API server on " + node.node() + " uses members of etcd on other nodes: "
                                + String.join(", ", members)
                                + "; it could serve the restored data before all nodes agreed on it",
                        "API servers each of which uses only the member on its own node",
                        "Name only that one in --etcd-servers and --etcd-servers-overrides of kube-apiserver.yaml on "
                                + node.node() + ", as kubeadm does (https://127.0.0.1:2379), and try again");
            }
            if (!others.isEmpty()) {
                findings.refuse(
                        Check.TOPOLOGY,
                        "the API server on " + node.node() + " uses an etcd that is none of these members: "
                                + String.join(", ", others),
                        "API servers each of which uses only the member on its own node",
                        "Restore by hand, as docs/restore.md describes for etcd outside the cluster");
            }
            if (server.etcdTls().isEmpty()) {
                findings.refuse(
                        Check.TOPOLOGY,
                        "the API server on " + node.node() + " has no client certificate for etcd",
                        "--etcd-cafile, --etcd-certfile and --etcd-keyfile in its manifest",
                        "Restore by hand, as docs/restore.md describes");
            }
        });
    }

    /** Of single resources: {@code group/resource#URL;URL}. */
    private static Stream<String> overrides(ApiServer server) {
        return server.etcdOverrides().stream()
                .flatMap(override ->
                        Stream.of(override.substring(override.indexOf('#') + 1).split(";")));
    }

    /** By the same port through the loopback, too; at another port something else listens, such as a proxy of all members. */
    private static boolean isOwn(String url, Set<Place> own) {
        Place place = Place.of(url);
        return own.contains(place)
                || LOOPBACK.contains(place.host()) && own.stream().anyMatch(listens -> listens.port() == place.port());
    }

    private static Set<Place> own(Facts facts, NodeFacts node) {
        Stream<String> advertised = facts.etcd().members().stream()
                .map(MemberReport::member)
                .filter(member -> facts.nodeOf(member).filter(node::equals).isPresent())
                .map(Member::clientUrls)
                .flatMap(List::stream);
        Stream<String> listened = node.etcd().flatMap(NodeFacts.EtcdFacts::server).stream()
                .map(EtcdServer::listenClientUrls)
                .flatMap(List::stream);
        return places(Stream.concat(advertised, listened).toList()).collect(Collectors.toSet());
    }

    private static Stream<Place> places(List<String> urls) {
        return urls.stream().map(Place::of);
    }

    /** Where a URL leads to; of what is no URL the text, at no port. */
    private record Place(String host, int port) {
        static Place of(String url) {
            try {
                URI uri = URI.create(url);
                return uri.getHost() == null ? new Place(url, -1) : new Place(uri.getHost(), uri.getPort());
            } catch (IllegalArgumentException e) {
                return new Place(url, -1);
            }
        }
    }
}
