package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.etcdbr.e2e.harness.AdminShell;
import io.etcdbr.e2e.harness.AgeKey;
import io.etcdbr.e2e.harness.ClusterUnderTest;
import io.etcdbr.e2e.harness.Node;
import io.etcdbr.e2e.harness.OnACluster;
import io.etcdbr.e2e.harness.Said;
import io.etcdbr.e2e.store.S3Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The etcd of a hosted control plane, a StatefulSet in a namespace, from nothing to a backup: {@code kubectl etcdbr install}, and then
 * the lines that it prints, in a namespace whose pods must keep to the level restricted.
 */
@ExtendWith(OnACluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
class HostedScenarios {
    private static final String NAMESPACE = "etcdbr-e2e-tenant";
    private static final String OVERLAY = "backups";

    /** Beside those of the node's own etcd: the address of a node is reached from pods of any network. */
    private static final int PORT = 12379;

    private @Nullable AdminShell shell;
    private @Nullable S3Place place;
    private List<String> next = List.of();

    @BeforeAll
    void prepare(@TempDir Path folder) throws Exception {
        ClusterUnderTest cluster = OnACluster.find().orElse(null);
        if (cluster == null) {
            return;
        }
        place = S3Place.start(cluster.addressOfThisMachine(), List.of());
        shell = cluster.shell(folder);
        for (String file : List.of("access-key", "secret-key")) {
            Files.writeString(folder.resolve(file), place.secret().get(file));
        }
        Node node = cluster.nodes().getFirst();
        makeCertificates(node.address());
        startEtcd(node);
        String store = Objects.requireNonNull(place.settings().get("store-s3")).replaceFirst("&access-key-file=.*", "");
        next = shell().run(
                        "kubectl etcdbr install " + OVERLAY + " --cluster tenant --distribution hosted -n " + NAMESPACE
                                + " --endpoints https://" + node.address() + ":" + PORT + " --recipient "
                                + AgeKey.make(folder).recipient() + " --store '" + store + "'")
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("kubectl "))
                .toList();
    }

    /** With the names that {@code install} and the component expect in the Secret. */
    private void makeCertificates(String address) throws IOException {
        shell().run("""
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 400 -subj /CN=tenant-ca \\
                    -keyout ca.key -out ca.crt 2>/dev/null
                openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=tenant -keyout tls.key -out tls.csr 2>/dev/null
                printf 'subjectAltName=IP:%s\\nextendedKeyUsage=serverAuth,clientAuth\\n' >extensions
                openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 400 -extfile extensions -out tls.crt 2>/dev/null
                """.formatted(address));
    }

    /** From the image of the node's own etcd, which is there. */
    private void startEtcd(Node node) throws IOException {
        String image = shell().run("kubectl -n kube-system get pod etcd-" + node.name()
                        + " -o 'jsonpath={.spec.containers[0].image}'")
                .strip();
        shell().run("kubectl create namespace " + NAMESPACE);
        shell().run("kubectl -n " + NAMESPACE
                + " create secret generic etcd-server --from-file=ca.crt --from-file=tls.crt --from-file=tls.key");
        shell().run("""
                kubectl -n %1$s apply -f - <<END
                apiVersion: apps/v1
                kind: StatefulSet
                metadata:
                  name: etcd
                spec:
                  serviceName: etcd
                  selector:
                    matchLabels: {app: etcd}
                  template:
                    metadata:
                      labels: {app: etcd}
                    spec:
                      automountServiceAccountToken: false
                      hostNetwork: true
                      nodeSelector: {kubernetes.io/hostname: %2$s}
                      tolerations: [{operator: Exists}]
                      terminationGracePeriodSeconds: 5
                      containers:
                        - name: etcd
                          image: %3$s
                          command:
                            - etcd
                            - --name=tenant
                            - --data-dir=/data/etcd
                            - --listen-client-urls=https://%4$s:%5$d
                            - --advertise-client-urls=https://%4$s:%5$d
                            - --listen-peer-urls=http://127.0.0.1:12380
                            - --initial-advertise-peer-urls=http://127.0.0.1:12380
                            - --initial-cluster=tenant=http://127.0.0.1:12380
                            - --trusted-ca-file=/certs/ca.crt
                            - --cert-file=/certs/tls.crt
                            - --key-file=/certs/tls.key
                            - --client-cert-auth
                          volumeMounts:
                            - {name: data, mountPath: /data}
                            - {name: certs, mountPath: /certs}
                      volumes:
                        - name: data
                          emptyDir: {}
                        - name: certs
                          secret: {secretName: etcd-server}
                END
                """.formatted(NAMESPACE, node.name(), image, node.address(), PORT));
        shell().run("kubectl -n " + NAMESPACE + " rollout status statefulset/etcd --timeout=2m");
        shell().run("""
                i=0
                until kubectl -n %s exec etcd-0 -- etcdctl --endpoints=https://%s:%d --cacert=/certs/ca.crt --cert=/certs/tls.crt \\
                    --key=/certs/tls.key put /tenants/one there; do
                    i=$((i + 1)) && [ $i -lt 30 ] && sleep 1
                done
                """.formatted(NAMESPACE, node.address(), PORT));
        // From here on; etcd itself listens at the node's address, which that level forbids.
        shell().run("kubectl label namespace " + NAMESPACE + " pod-security.kubernetes.io/enforce=restricted"
                + " pod-security.kubernetes.io/warn=restricted");
    }

    @AfterAll
    void remove() throws Exception {
        if (shell != null) {
            shell().run("kubectl delete -k " + OVERLAY + " --ignore-not-found --timeout=150s");
            shell().run("kubectl delete namespace " + NAMESPACE + " --ignore-not-found --timeout=150s");
        }
        if (place != null) {
            place.close();
        }
    }

    @Test
    @Order(1)
    void theLinesThatInstallPrintsLeadToABackupAtTheLevelRestricted() throws IOException {
        assertThat(next).as("the lines that install printed").hasSize(5);

        for (String line : next) {
            Said said = shell().ask(line).orFail();
            assertThat(said.err()).as(line).doesNotContain("would violate PodSecurity");
        }

        assertThat(shell().run("kubectl etcdbr describe latest -n " + NAMESPACE))
                .contains("tenant");
    }

    @Test
    @Order(2)
    void theBackupIsOfTheTenantsEtcdAndNotOfTheNodes() throws IOException {
        assertThat(shell().run("kubectl etcdbr verify latest --deep --identity key.txt -n " + NAMESPACE))
                .contains("sound");
        assertThat(JsonParser.parseString(
                                shell().run("kubectl etcdbr inspect latest --identity key.txt -o json -n " + NAMESPACE))
                        .getAsJsonObject()
                        .getAsJsonObject("database")
                        .getAsJsonArray("members")
                        .toString())
                .contains("\"tenant\"");
    }

    @Test
    @Order(3)
    void statusTellsOfTheTenantsOnlyMember() throws IOException {
        Said said = shell().ask("kubectl etcdbr status -o json -n " + NAMESPACE);

        assertThat(JsonParser.parseString(said.out())
                        .getAsJsonObject()
                        .getAsJsonObject("etcd")
                        .getAsJsonArray("members"))
                .as(said.out() + said.err())
                .singleElement()
                .satisfies(member -> assertThat(
                                member.getAsJsonObject().get("reachable").getAsBoolean())
                        .isTrue());
    }

    private AdminShell shell() {
        return Objects.requireNonNull(shell);
    }
}
