package io.etcdbr.kubectl.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.command.ObjectListVerb;
import io.etcdbr.command.ObjectReadVerb;
import io.etcdbr.command.Program;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Tool;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.program.ProgramMain;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoredObject;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose pods run the programs in this process, and whose connections are cut. */
@Timeout(300)
class PodStoresTest {
    private static final Program PROGRAM = new Program(
            "etcdbr-job",
            new Tool("test", "1"),
            "Tests.",
            List.of(),
            List.of(new ObjectListVerb(), new ObjectReadVerb()));

    @TempDir
    private Path folder;

    private byte[] content = new byte[0];

    @BeforeEach
    void makeObject() throws IOException {
        content = new byte[3 << 20];
        new Random(1).nextBytes(content);
        Files.createDirectories(folder.resolve("prod/0123456789abcdef"));
        Files.write(folder.resolve("prod/0123456789abcdef/x.db"), content);
    }

    @Test
    void whatThePodReachesIsReadHere() throws IOException {
        PodStores stores = PodStores.list(session(new Scripted()), Optional.empty());

        try (Store store = stores.open(stores.locations().getFirst())) {
            List<StoredObject> found = new ArrayList<>();
            store.list(Optional.of(new ObjectKey("prod")), found::add);
            assertThat(found).singleElement().satisfies(object -> {
                assertThat(object.key().value()).isEqualTo("prod/0123456789abcdef/x.db");
                assertThat(object.size()).isEqualTo(content.length);
            });
            try (InputStream in = store.read(found.getFirst().key())) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
            try (InputStream in = store.read(found.getFirst().key(), 5, 7)) {
                assertThat(in.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(content, 5, 12));
            }
        }
    }

    @Test
    void ofAStoreThatIsSharedOnlyTheClusterOfTheSettingsIsListed() throws IOException {
        Files.createDirectories(folder.resolve("staging/0123456789abcdef"));
        Files.write(folder.resolve("staging/0123456789abcdef/y.db"), content);
        PodStores stores = PodStores.list(session(new Scripted(), folder, "staging"), Optional.empty());

        try (Store store = stores.open(stores.locations().getFirst())) {
            List<StoredObject> found = new ArrayList<>();
            store.list(Optional.empty(), found::add);
            assertThat(found)
                    .extracting(object -> object.key().value())
                    .containsExactly("staging/0123456789abcdef/y.db");
        }
    }

    @Test
    void aConnectionThatIsCutIsTakenUpAgainWhereItWas() throws IOException {
        Scripted cluster = new Scripted();
        PodStores stores = PodStores.list(session(cluster), Optional.empty());
        cluster.cutAfter = 1 << 20;

        try (Store store = stores.open(stores.locations().getFirst());
                InputStream in = store.read(new ObjectKey("prod/0123456789abcdef/x.db"))) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        assertThat(cluster.commands)
                .filteredOn(command -> command.contains("read"))
                .hasSizeGreaterThan(2)
                .last()
                .satisfies(
                        command -> assertThat(command.get(command.size() - 2)).isNotEqualTo("0"));
    }

    @Test
    void aStoreThatThePodCannotListIsAFailureOfItsOwn() throws IOException {
        Scripted cluster = new Scripted();
        Path gone = folder.resolve("gone");
        PodStores stores = PodStores.list(session(cluster, gone), Optional.empty());

        assertThatThrownBy(() -> stores.open(stores.locations().getFirst()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("gone");
    }

    @Test
    void afterTheSessionNothingIsTakenUpAgain() throws IOException {
        Scripted cluster = new Scripted();
        Session session = session(cluster);
        PodStores stores = PodStores.list(session, Optional.empty());
        session.close();

        try (Store store = stores.open(stores.locations().getFirst());
                InputStream in = store.read(new ObjectKey("prod/0123456789abcdef/x.db"))) {
            assertThatThrownBy(in::readAllBytes).hasMessage("the reading was stopped");
        }
        assertThat(cluster.deleted).containsExactly("etcdbr-session-1");
    }

    private Session session(Scripted cluster) {
        return session(cluster, folder);
    }

    private static Session session(Scripted cluster, Path store) {
        return session(cluster, store, "");
    }

    private static Session session(Scripted cluster, Path store, String name) {
        JsonObject cronJob = JsonParser.parseString("""
                {"metadata":{"name":"b","uid":"u"},"spec":{"jobTemplate":{"spec":{"template":{"spec":{"containers":
                  [{"name":"etcdbr","image":"i","args":["backup","--store=file://%s"],
                    "env":[{"name":"ETCDBR_CLUSTER","value":"%s"}]}]}}}}}}""".formatted(store, name)).getAsJsonObject();
        return Session.open(
                cluster, new Installation("ns", new KubeObject(cronJob)), Duration.ofMinutes(1), new Cancellation());
    }

    /** One pod, always running. */
    private static final class Scripted implements Cluster {
        private final List<List<String>> commands = new ArrayList<>();
        private final List<String> deleted = new ArrayList<>();
        private Map<String, String> environment = Map.of();
        private long cutAfter = Long.MAX_VALUE;

        @Override
        public long revision() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String title() {
            return "the cluster of a test";
        }

        @Override
        public String runByKubelet(String node, String namespace, String pod, String container, List<String> command) {
            throw new UnsupportedOperationException("nobody asks kubelets");
        }

        @Override
        public Optional<Failure> notReady() {
            return Optional.empty();
        }

        @Override
        public Optional<KubeObject> find(Kind kind, String namespace, String name) {
            return Optional.of(object("""
                    {"metadata":{"name":"%s"},"status":{"containerStatuses":[{"state":{"running":{"startedAt":"x"}}}]}}""".formatted(name)));
        }

        @Override
        public List<KubeObject> list(Kind kind, Optional<String> namespace, String labels) {
            return List.of();
        }

        @Override
        public KubeObject create(Kind kind, String namespace, JsonObject object) {
            environment = new KubeObject(object)
                    .parts("spec", "containers").getFirst().parts("env").stream()
                            .collect(Collectors.toMap(
                                    variable -> variable.text("name").orElseThrow(),
                                    variable -> variable.text("value").orElseThrow()));
            return object("{\"metadata\":{\"name\":\"etcdbr-session-1\"}}");
        }

        @Override
        public void delete(Kind kind, String namespace, String name) {
            deleted.add(name);
        }

        @Override
        public void log(String namespace, String pod, String container, boolean follow, Consumer<String> lines) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int exec(
                String namespace,
                String pod,
                String container,
                List<String> command,
                InputStream in,
                OutputStream out,
                OutputStream err) {
            List<String> arguments = command.subList(command.indexOf("object"), command.size());
            commands.add(arguments);
            if (!deleted.isEmpty()) {
                throw broken();
            }
            CutStream cut = new CutStream(out, arguments.contains("read") ? cutAfter : Long.MAX_VALUE);
            int code = ProgramMain.run(
                    PROGRAM,
                    arguments.stream().filter(word -> !word.startsWith("--")).toArray(String[]::new),
                    environment,
                    in,
                    new PrintStream(cut, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8));
            if (cut.happened) {
                throw broken();
            }
            return code;
        }

        private static EtcdbrException broken() {
            return new EtcdbrException(ExitCode.KUBERNETES_UNREACHABLE, "the connection broke off", "");
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {}

        private static KubeObject object(String json) {
            return new KubeObject(JsonParser.parseString(json).getAsJsonObject());
        }
    }

    private static final class CutStream extends FilterOutputStream {
        private long left;
        private boolean happened;

        CutStream(OutputStream out, long left) {
            super(out);
            this.left = left;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int taken = (int) Math.min(left, length);
            out.write(bytes, offset, taken);
            left -= taken;
            if (taken < length) {
                happened = true;
                throw new IOException("cut");
            }
        }
    }
}
