package io.etcdbr.restore.plan;

import io.etcdbr.format.MemberId;
import java.util.List;
import java.util.Optional;

/**
 * A control-plane node that takes part, with its member.
 *
 * @param node the name of the Kubernetes node
 * @param member the member's name, etcd's {@code --name}
 * @param clientUrl where the others reach this member's client port; never a loopback address if there are others
 * @param dataDir etcd's data directory on the host, above {@code member}
 * @param walDir a separate WAL directory on the host
 * @param staticPodPath the folder of kubelet's static pods on the host
 * @param securePort of the node's API server
 * @param kubernetesVersion of the node's API server, such as v1.36.2
 */
public record Participant(
        String node,
        String member,
        MemberId oldMemberId,
        MemberId newMemberId,
        List<String> peerUrls,
        String clientUrl,
        String dataDir,
        Optional<String> walDir,
        String staticPodPath,
        StaticManifests manifests,
        int securePort,
        ClientTls tls,
        String kubernetesVersion) {
    public Participant {
        Checks.node(node);
        Checks.filled("the member's name", member);
        peerUrls = List.copyOf(peerUrls);
        Checks.check(!peerUrls.isEmpty(), "member " + member + " has no peer URL");
        peerUrls.forEach(url -> url("the peer URL", url));
        url("the client URL", clientUrl);
        Checks.path("the data directory", dataDir);
        walDir.ifPresent(path -> Checks.path("the WAL directory", path));
        Checks.path("the static pod path", staticPodPath);
        for (ManifestFile manifest : manifests.all()) {
            Checks.check(
                    manifest.path().equals(staticPodPath + "/" + manifest.name())
                            && !manifest.name().startsWith("."),
                    "the manifest " + manifest.path() + " is not directly below the static pod path " + staticPodPath);
        }
        Checks.check(securePort > 0 && securePort < 1 << 16, "the port " + securePort + " is not between 1 and 65535");
        Checks.filled("the version of Kubernetes", kubernetesVersion);
    }

    private static void url(String what, String url) {
        Checks.check(
                url.matches("https?://[A-Za-z0-9.\\[\\]:_-]+:[0-9]{1,5}"),
                what + " '" + url + "' is not a scheme, a host and a port");
    }
}
