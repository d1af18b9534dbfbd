package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.testing.KubeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A namespace of a real API server: exported out of a snapshot, deleted, and applied again. */
class RealNamespaceIT {
    private static final String ENCRYPTION = """
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources: [secrets]
                providers:
                  - aescbc: {keys: [{name: key1, secret: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}]}
            """;

    private static final String DEFINITION = """
            {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: widgets.example.com},
             spec: {group: example.com, scope: Namespaced, names: {plural: widgets, singular: widget, kind: Widget},
              versions: [{name: v1, served: true, storage: true,
               schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}}
            """;

    private static final String IN_NAMESPACE =
            "serviceaccounts,secrets,configmaps,limitranges,services,deployments,statefulsets,"
                    + "cronjobs,jobs,pods,ingresses,persistentvolumeclaims,roles,rolebindings,widgets";

    private static final String NAMESPACE = """
            {apiVersion: v1, kind: List, items: [
              {apiVersion: v1, kind: Namespace, metadata: {name: gone, labels: {team: a}}},
              {apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: gone}},
              {apiVersion: v1, kind: Secret, metadata: {name: token, namespace: gone}, stringData: {password: secret}},
              {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: gone}, data: {"on": "yes", text: "a\\nb\\n"},
               binaryData: {b: AAEC}},
              {apiVersion: v1, kind: LimitRange, metadata: {name: limits, namespace: gone},
               spec: {limits: [{type: Container, default: {cpu: 500m, memory: 64Mi}}]}},
              {apiVersion: v1, kind: Service, metadata: {name: web, namespace: gone},
               spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}},
              {apiVersion: v1, kind: Service, metadata: {name: headless, namespace: gone},
               spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}},
              {apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: gone},
               spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}},
                spec: {containers: [{name: web, image: example.com/web:1, env: [{name: A, value: "1"}]}]}}}},
              {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: gone},
               spec: {serviceName: headless, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}},
                spec: {containers: [{name: db, image: example.com/db:1}]}}, volumeClaimTemplates: [{metadata: {name: data},
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}},
              {apiVersion: batch/v1, kind: CronJob, metadata: {name: nightly, namespace: gone},
               spec: {schedule: "0 3 * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never,
                containers: [{name: a, image: example.com/a:1}]}}}}}},
              {apiVersion: batch/v1, kind: Job, metadata: {name: once, namespace: gone},
               spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: example.com/a:1}]}}}},
              {apiVersion: v1, kind: Pod, metadata: {name: alone, namespace: gone},
               spec: {containers: [{name: a, image: example.com/a:1}]}},
              {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: gone},
               spec: {rules: [{host: gone.example.com, http: {paths: [{path: /, pathType: Prefix,
                backend: {service: {name: web, port: {number: 80}}}}]}}]}},
              {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: gone},
               spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}},
              {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader, namespace: gone},
               rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]},
              {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: readers, namespace: gone},
               roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader},
               subjects: [{kind: ServiceAccount, name: default, namespace: gone}]},
              {apiVersion: example.com/v1, kind: Widget, metadata: {name: w2, namespace: gone}, spec: {size: 4, deep: {list: [1, 2.5]}}}
            ]}
            """;

    @TempDir
    private Path folder;

    private Path configuration;
    private KubeApiServer server;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        configuration = Files.writeString(folder.resolve("encryption.yaml"), ENCRYPTION);
        server = KubeApiServer.start(
                Files.createDirectory(folder.resolve("server")), "--encryption-provider-config=" + configuration);
        server.kubectlWith(DEFINITION, "create", "-f", "-");
        server.kubectl("wait", "--for=condition=Established", "crd/widgets.example.com");
        server.kubectlWith(NAMESPACE, "create", "-f", "-");
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aNamespaceThatIsGoneComesBackFromItsExport() throws IOException {
        String before = exported(folder.resolve("before.db"));
        delete();
        assertThat(server.etcd().ctl("get", "/registry/", "--prefix", "--keys-only"))
                .as("nothing of it is left")
                .doesNotContain("/gone");

        server.kubectlWith(before, "apply", "-f", "-");

        assertThat(exported(folder.resolve("after.db"))).isEqualTo(before);
        assertThat(before)
                .contains(
                        "kind: Namespace",
                        "kind: Pod\n",
                        "kind: StatefulSet",
                        "kind: Job\n",
                        "kind: PersistentVolumeClaim",
                        "kind: Widget",
                        "password: c2VjcmV0");
    }

    /** The namespace, and then all that is in it, out of a snapshot of this moment. */
    private String exported(Path snapshot) throws IOException {
        server.etcd().ctl("snapshot", "save", snapshot.toString());
        StringBuilder text = new StringBuilder();
        for (String asked : List.of("namespace gone", IN_NAMESPACE)) {
            String line =
                    "get " + snapshot + " " + asked + " -n gone -o yaml --export --encryption-config " + configuration;
            ProgramRun run = ProgramRun.of(line.split(" "));
            assertThat(run.code()).as(run.err()).isZero();
            text.append("---\n").append(run.out());
        }
        return text.toString();
    }

    /** There is no controller that empties a namespace, and none that lets go of a claim. */
    private void delete() throws IOException {
        server.kubectl("-n", "gone", "patch", "pvc", "data", "--patch={\"metadata\": {\"finalizers\": null}}");
        server.kubectl("-n", "gone", "delete", IN_NAMESPACE, "--all", "--force", "--wait=false");
        server.kubectl("delete", "namespace", "gone", "--wait=false");
        server.kubectlWith(
                "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"gone\"}}",
                "replace",
                "--raw=/api/v1/namespaces/gone/finalize",
                "-f",
                "-");
    }
}
