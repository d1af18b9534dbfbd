package io.etcdbr.kubectl.command;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ManifestCodec;
import io.etcdbr.format.ManifestFixture;
import io.etcdbr.kubectl.preflight.FactsFixture;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** What {@code etcdbr-job} says of one backup, from which two Deployments were made and a Job was deleted since. */
final class ScriptedJob {
    private static final BackupId ID =
            BackupId.parse("20261120T120000Z-r4000-00c0de").orElseThrow();

    private ScriptedJob() {}

    static String describe(boolean encrypted) {
        Epoch epoch = new Epoch(new ClusterName("prod"), FactsFixture.ETCD);
        Manifest manifest =
                encrypted ? ManifestFixture.full(epoch, ID) : ManifestFixture.plain(epoch, ID, new byte[4128]);
        return "{\"store\":\"s3://backups/prod\",\"manifest\":"
                + new String(ManifestCodec.encode(manifest), StandardCharsets.UTF_8) + "}";
    }

    static String verify() {
        return """
                {"result":"sound","findings":[],"database":{"hash":"fe01cf57","revision":4000,"keys":812,"entries":900,
                 "size":4096,"clusterVersion":"3.6.0","storageVersion":"3.6.0","members":[],"alarms":[]}}""";
    }

    static String inspect() {
        return """
                {"database":{"authEnabled":false,"storageVersion":"3.6.0"},"resources":[],"otherPrefixes":[],
                 "kubernetes":{"clusterUid":"%s","kubeadmCluster":"kubernetes",
                  "versions":[{"component":"kube-apiserver","version":"v1.36.2","count":3}],
                  "nodes":[{"name":"cp1"},{"name":"cp2"},{"name":"cp3"}]}}""".formatted(FactsFixture.UID);
    }

    static String get() {
        return """
                {"kind":"List","items":[
                 {"kind":"Job","metadata":{"namespace":"shop","name":"import"},"status":{}},
                 {"kind":"CronJob","metadata":{"namespace":"shop","name":"report"},"spec":{"suspend":false}},
                 {"kind":"ValidatingWebhookConfiguration","metadata":{"name":"policy"},"webhooks":[
                  {"name":"deny.example.com","clientConfig":{"service":{"namespace":"policy","name":"deny"}}}]}]}""";
    }

    static String diff() {
        return """
                {"added":2,"removed":1,"changed":1,"warnings":[],"resources":[
                 {"resource":"deployments.apps","added":1,"removed":0,"changed":1,"same":4},
                 {"resource":"nodes","added":1,"removed":0,"changed":0,"same":3},
                 {"resource":"jobs.batch","added":0,"removed":1,"changed":0,"same":0}],
                 "differences":[{"change":"added","resource":"nodes","namespace":null,"name":"worker9"},
                  {"change":"removed","resource":"jobs.batch","namespace":"shop","name":"import"}]}""";
    }

    /**
     * @param revision of all members
     * @param down those that do not answer; cp2 leads
     */
    static String members(EtcdClusterId id, long revision, Set<String> down) {
        StringBuilder members = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            members.append(i == 1 ? "" : ",").append("""
                    {"id":"000000000000100%1$d","name":"cp%1$d","reachable":%4$s,"why":"connection refused","learner":false,
                     "peerUrls":["https://10.0.0.1%1$d:2380"],"clientUrls":["https://10.0.0.1%1$d:2379"],
                     "status":{"endpoint":"https://10.0.0.1%1$d:2379","leader":%2$s,"version":"3.6.8","dbSize":31457280,
                      "revision":%3$d,"raftIndex":7,"raftAppliedIndex":7,"raftTerm":2}}""".formatted(i, i == 2, revision, !down.contains("cp" + i)));
        }
        return "{\"etcdClusterId\":\"" + id + "\",\"members\":[" + members + "],\"alarms\":[],\"problems\":[]}";
    }
}
