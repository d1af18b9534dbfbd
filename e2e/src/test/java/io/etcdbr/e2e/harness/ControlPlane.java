package io.etcdbr.e2e.harness;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The control plane as its nodes show it: what runs, which etcd it is, and what restores left. */
public record ControlPlane(ClusterUnderTest cluster) {
    private static final String PROCESSES = """
            for process in /proc/[0-9]*; do
                program=$(readlink "$process/exe" 2>/dev/null) || continue
                case ${program##*/} in
                    etcd | kube-apiserver) echo "${program##*/} ${process#/proc/} $(cut -d' ' -f22 "$process/stat")" ;;
                esac
            done | sort
            sha256sum /etc/kubernetes/manifests/*.yaml
            """;
    private static final String TRACES = "ls -d /etc/kubernetes/etcdbr/r* /var/lib/etcd/.etcdbr/r*"
            + " /etc/kubernetes/manifests/etcdbr-* 2>/dev/null || true";

    private static final String UNFINISHED = """
            cd /etc/kubernetes/etcdbr 2>/dev/null || exit 0
            for id in r*; do [ ! -d "$id" ] || grep -qs '"ended":true' "$id/status.json" || echo "$id"; done
            """;

    /** By node: processes of etcd and the API server with the times of their starts, and digests of all manifests. */
    public Map<String, String> running() throws IOException {
        return onEach(PROCESSES);
    }

    /** By node: files and folders of restores. */
    public Map<String, String> traces() throws IOException {
        Map<String, String> traces = onEach(TRACES);
        traces.values().removeIf(String::isBlank);
        return traces;
    }

    /** The ids of restores that the nodes know, the newest last. */
    public List<String> restores() throws IOException {
        List<String> ids = new ArrayList<>();
        for (String text :
                onEach("ls /etc/kubernetes/etcdbr 2>/dev/null || true").values()) {
            ids.addAll(text.lines().filter(line -> line.startsWith("r")).toList());
        }
        return ids.stream().distinct().sorted().toList();
    }

    /** Those that have not ended on some node. */
    public List<String> unfinished() throws IOException {
        List<String> ids = new ArrayList<>();
        for (String text : onEach(UNFINISHED).values()) {
            ids.addAll(text.lines().toList());
        }
        return ids.stream().distinct().sorted().toList();
    }

    /** By node: digests of all manifests. */
    public Map<String, String> manifests() throws IOException {
        return onEach("cd /etc/kubernetes/manifests && sha256sum $(ls -A)");
    }

    /** By node: where a restore stands. */
    public Map<String, JsonObject> standing(String id) throws IOException {
        Map<String, JsonObject> standing = new TreeMap<>();
        for (Map.Entry<String, String> entry :
                onEach("cat /etc/kubernetes/etcdbr/" + id + "/status.json").entrySet()) {
            standing.put(
                    entry.getKey(), JsonParser.parseString(entry.getValue()).getAsJsonObject());
        }
        return standing;
    }

    /** Watches how long the API is away. */
    public ApiPoller pollApi() throws IOException {
        return ApiPoller.of(cluster.kubectl());
    }

    /** Watches which etcds run and serve. */
    public ClusterIds watchClusterIds() {
        return new ClusterIds(cluster.nodes());
    }

    /** A restore that was not there before. */
    public Optional<String> newRestore(List<String> before) throws IOException {
        return restores().stream().filter(id -> !before.contains(id)).findFirst();
    }

    /** etcd's cluster id, as a number. */
    public String etcdClusterId() throws IOException {
        return header().get("cluster_id").getAsBigInteger().toString(16);
    }

    public long revision() throws IOException {
        return header().get("revision").getAsLong();
    }

    /** What {@code etcdctl} prints on the first node. */
    public String etcdctl(String arguments) throws IOException {
        return cluster.nodes().getFirst().etcdctl(arguments);
    }

    private JsonObject header() throws IOException {
        return JsonParser.parseString(etcdctl("endpoint status -w json"))
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("Status")
                .getAsJsonObject("header");
    }

    private Map<String, String> onEach(String script) throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (Node node : cluster.nodes()) {
            all.put(node.name(), node.sh(script));
        }
        return all;
    }
}
