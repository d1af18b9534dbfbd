package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcdbr.config.EtcdSettings;
import io.etcdbr.etcddb.KnownValues;
import io.etcdbr.job.etcd.CompactedException;
import io.etcdbr.job.etcd.EtcdSource;
import io.etcdbr.job.etcd.EtcdSources;
import io.etcdbr.job.etcd.MemberChoice;
import io.etcdbr.job.etcd.MemberKeys;
import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.TestAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(600)
class LiveDiffIT {
    private static final String LOOPBACK = "IP:127.0.0.1";

    @TempDir
    private Path folder;

    private final Random random = new Random(7);
    private final Map<String, String> now = new TreeMap<>();

    static List<EtcdProgram> versions() {
        return EtcdProgram.all();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void whateverHappensToKeysTheDifferenceIsThatOfTheirMaps(EtcdProgram program) throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.empty());
                Client client = client(etcd)) {
            now.put("health", "asked");
            happen(client.getKVClient(), 800);
            Map<String, String> before = new TreeMap<>(now);
            Path first = save(etcd, "first.db");
            happen(client.getKVClient(), 300);
            TreeSet<String> expected = naively(before, now);
            Path second = save(etcd, "second.db");
            etcd.ctl("compact", revision(etcd));

            assertThat(differences("diff", first.toString(), second.toString())).isEqualTo(expected);
            assertThat(differences(
                            "diff",
                            first.toString(),
                            "--live",
                            "--connect-timeout=1m",
                            "--endpoints",
                            "" + etcd.endpoint(0)))
                    .isEqualTo(expected);
            ProgramRun same = ProgramRun.of(
                    "diff",
                    second.toString(),
                    "--live",
                    "--connect-timeout=1m",
                    "--endpoints",
                    "" + etcd.endpoint(0),
                    "-o",
                    "name");
            assertThat(same.code()).as(same.err()).isZero();
            assertThat(same.out()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aCustomResourceThatIsNewerThanTheBackupIsSeen(EtcdProgram program) throws Exception {
        String definition = """
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "metadata": {"name": "widgets.example.com"},
                 "spec": {"group": "example.com", "scope": "Namespaced", "names": {"plural": "widgets", "kind": "Widget"},
                  "versions": [{"name": "v1", "served": true, "storage": true}]}}
                """;
        try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.empty())) {
            etcd.ctl("put", "/registry/namespaces/kube-system", "{}");
            Path before = save(etcd, "before.db");
            etcd.ctl("put", "/registry/apiextensions.k8s.io/customresourcedefinitions/widgets.example.com", definition);
            etcd.ctl("put", "/registry/example.com/widgets/shop/w1", "{}");

            for (String asked : List.of("widgets", "widgets.example.com")) {
                assertThat(ProgramRun.of(
                                "diff",
                                before.toString(),
                                "--live",
                                "--connect-timeout=1m",
                                "--endpoints",
                                "" + etcd.endpoint(0),
                                asked,
                                "-o",
                                "names"))
                        .isEqualTo(new ProgramRun(4, "added -n shop widgets.example.com/w1\n", ""));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aCompactionWhileKeysAreReadIsNoticed(EtcdProgram program) throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.empty());
                Client client = client(etcd);
                EtcdSource source = EtcdSources.open(settings(etcd))) {
            happen(client.getKVClient(), 800);
            try (MemberKeys keys = source.keys(
                    MemberChoice.of(source.look()).candidates().getFirst().member())) {
                TreeSet<String> seen = new TreeSet<>();
                assertThatExceptionOfType(CompactedException.class)
                        .isThrownBy(() -> keys.each(new byte[0], new byte[0], KnownValues.NONE, value -> {
                            if (seen.isEmpty()) {
                                etcd.ctl("put", "another", "change");
                                etcd.ctl("compact", revision(etcd));
                            }
                            seen.add(value.key().toString() + value.modRevision());
                        }))
                        .withMessageStartingWith("etcd has compacted revision " + keys.revision());
                assertThat(seen).as("of the first page").hasSize(50);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void changesWhileKeysAreReadAreNotSeen(EtcdProgram program) throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.empty());
                Client client = client(etcd);
                EtcdSource source = EtcdSources.open(settings(etcd))) {
            happen(client.getKVClient(), 800);
            int living = now.size() + 1;
            try (MemberKeys keys = source.keys(
                    MemberChoice.of(source.look()).candidates().getFirst().member())) {
                TreeSet<Long> revisions = new TreeSet<>();
                keys.each(new byte[0], new byte[0], KnownValues.NONE, value -> {
                    if (revisions.isEmpty()) {
                        etcd.ctl("del", "--prefix", "/registry/");
                        etcd.ctl("put", "zzz", "new");
                    }
                    revisions.add(value.modRevision());
                });
                assertThat(revisions).hasSize(living);
                assertThat(revisions.last()).isLessThanOrEqualTo(keys.revision());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void overTlsWithAuthenticationOnlyWhoMayReadKeysSeesThem(EtcdProgram program) throws Exception {
        TestAuthority authority = TestAuthority.create(folder, "etcd-ca");
        TestAuthority.Pair root = authority.issue("root", LOOPBACK, 1);
        TestAuthority.Pair nobody = authority.issue("nobody", LOOPBACK, 1);
        EtcdCluster.Tls tls = new EtcdCluster.Tls(authority.cert(), authority.issue("server", LOOPBACK, 1), root);
        try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.of(tls))) {
            Path before = save(etcd, "before.db");
            etcd.ctl("put", "/registry/configmaps/shop/new", "1");
            etcd.ctl("user", "add", "root:x");
            etcd.ctl("user", "grant-role", "root", "root");
            etcd.ctl("user", "add", "nobody:x");
            etcd.ctl("auth", "enable");

            ProgramRun allowed = overTls(before, etcd, authority, root);
            ProgramRun refused = overTls(before, etcd, authority, nobody);

            assertThat(allowed).isEqualTo(new ProgramRun(4, "added -n shop configmaps/new\n", ""));
            assertThat(refused.code()).as(refused.err()).isEqualTo(11);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err()).contains("etcd member m1 at https://127.0.0.1:");
        }
    }

    private static ProgramRun overTls(
            Path before, EtcdCluster etcd, TestAuthority authority, TestAuthority.Pair client) {
        return ProgramRun.of(
                "diff",
                before.toString(),
                "--live",
                "--connect-timeout=1m",
                "--endpoints",
                "" + etcd.endpoint(0),
                "--cacert",
                authority.cert().toString(),
                "--cert",
                client.cert().toString(),
                "--key",
                client.key().toString(),
                "-o",
                "names");
    }

    /** Values of all sizes, so that pages are of all lengths. */
    private void happen(KV etcd, int changes) throws InterruptedException, ExecutionException {
        for (int i = 0; i < changes; i++) {
            String key = "/registry/configmaps/ns" + random.nextInt(5) + "/c" + random.nextInt(200);
            if (random.nextInt(5) == 0) {
                etcd.delete(bytes(key)).get();
                now.remove(key);
            } else {
                String value =
                        "v" + random.nextInt(3) + "x".repeat(random.nextInt(20) == 0 ? 50_000 : random.nextInt(9));
                etcd.put(bytes(key), bytes(value)).get();
                now.put(key, value);
            }
        }
    }

    private static TreeSet<String> naively(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> lines = new TreeSet<>();
        before.forEach((key, value) -> {
            if (!after.containsKey(key)) {
                lines.add("removed " + key);
            } else if (!after.get(key).equals(value)) {
                lines.add("changed " + key);
            }
        });
        after.keySet().stream().filter(key -> !before.containsKey(key)).forEach(key -> lines.add("added " + key));
        return lines;
    }

    private static TreeSet<String> differences(String... arguments) {
        String[] json =
                Stream.concat(Stream.of(arguments), Stream.of("-o", "json")).toArray(String[]::new);
        ProgramRun run = ProgramRun.of(json);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(4);
        TreeSet<String> lines = new TreeSet<>();
        for (JsonElement element :
                JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonArray("differences")) {
            JsonObject difference = element.getAsJsonObject();
            lines.add(difference.get("change").getAsString() + " "
                    + difference.get("key").getAsString());
        }
        return lines;
    }

    private Path save(EtcdCluster etcd, String name) throws IOException {
        Path file = folder.resolve(name);
        etcd.ctl("snapshot", "save", file.toString());
        return file;
    }

    private static String revision(EtcdCluster etcd) throws IOException {
        JsonObject status =
                JsonParser.parseString(etcd.ctl("get", "health", "-w", "json")).getAsJsonObject();
        return status.getAsJsonObject("header").get("revision").getAsString();
    }

    private static EtcdSettings settings(EtcdCluster etcd) {
        return new EtcdSettings(
                List.of(etcd.endpoint(0)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1));
    }

    private static Client client(EtcdCluster etcd) {
        return Client.builder().endpoints(etcd.endpoint(0)).build();
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }
}
