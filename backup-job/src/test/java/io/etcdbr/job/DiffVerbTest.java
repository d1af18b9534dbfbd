package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.job.backup.ScriptedEtcd;
import io.etcdbr.testing.EtcdFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiffVerbTest {
    private static final String DEFINITION = """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "widgets.example.com"},
             "spec": {"group": "example.com", "scope": "Namespaced",
               "names": {"plural": "widgets", "singular": "widget", "kind": "Widget", "shortNames": ["wd"]},
               "versions": [{"name": "v1", "served": true, "storage": true}]}}
            """;

    @TempDir
    private Path folder;

    private String before = "";
    private String after = "";

    @BeforeEach
    void makeFiles() throws IOException {
        before = before().write(folder.resolve("before.db")).toString();
        after = after().write(folder.resolve("after.db")).toString();
    }

    private static EtcdFile common() {
        return new EtcdFile()
                .put("/registry/namespaces/kube-system", object("v1", "Namespace", "kube-system", ""))
                .put("/registry/configmaps/shop/same", object("v1", "ConfigMap", "same", ""))
                .put("/registry/leases/kube-node-lease/cp1", "1")
                .put("/registry/configmaps/shop/settings", settings("red", "1"))
                .put("/registry/configmaps/test/renamed", settings("red", "1"))
                .put("/registry/secrets/shop/token", secret("c2VjcmV0MQ=="))
                .put("/registry/secrets/shop/sealed", "k8s:enc:kms:v2:vault:xxxx")
                .put("/registry/pods/shop/web", object("v1", "Pod", "web", ""));
    }

    private static EtcdFile before() {
        return common();
    }

    private static EtcdFile after() {
        return common().put("/registry/leases/kube-node-lease/cp1", "2")
                .put("/registry/configmaps/shop/settings", settings("blue", "2"))
                .put("/registry/configmaps/test/renamed", settings("red", "2"))
                .put("/registry/secrets/shop/token", secret("c2VjcmV0Mg=="))
                .put("/registry/secrets/shop/sealed", "k8s:enc:kms:v2:vault:yyyy")
                .delete("/registry/pods/shop/web")
                .put("/registry/minions/cp2", object("v1", "Node", "cp2", ""))
                .put("/registry/apiextensions.k8s.io/customresourcedefinitions/widgets.example.com", DEFINITION)
                .put("/registry/example.com/widgets/shop/w1", object("example.com/v1", "Widget", "w1", ""));
    }

    @Test
    void theSumsComeFirstAndThenEachObject() {
        ProgramRun run = ProgramRun.of("diff", before, after);

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out()).isEqualTo("""
                First:          file %s, revision 9
                Second:         file %s, revision 18
                Note:           1 of the changed objects is encrypted at rest and may hold the same as before; --encryption-config opens what it has the key for
                Objects:        added 3, removed 1, changed 3, same 2
                Left out:       leases (1), changed in managedFields only (1); --all-changes shows them

                RESOURCE                                        ADDED  REMOVED  CHANGED  SAME
                configmaps                                          0        0        1     1
                customresourcedefinitions.apiextensions.k8s.io      1        0        0     0
                nodes                                               1        0        0     0
                pods                                                0        1        0     0
                secrets                                             0        0        2     0
                widgets.example.com                                 1        0        0     0

                NAMESPACE  ADDED  REMOVED  CHANGED
                (none)         2        0        0
                shop           1        1        3

                CHANGE   RESOURCE                                        NAMESPACE  NAME                 NOTES
                changed  configmaps                                      shop       settings
                added    customresourcedefinitions.apiextensions.k8s.io             widgets.example.com
                added    nodes                                                      cp2
                removed  pods                                            shop       web
                changed  secrets                                         shop       sealed               encrypted, perhaps the same
                changed  secrets                                         shop       token
                added    widgets.example.com                             shop       w1
                """.formatted(before, after));
    }

    @Test
    void jsonHasEverythingUnderStableNames() throws IOException {
        ProgramRun run = ProgramRun.of("diff", before, after, "-o", "json");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out()).isEqualTo(golden("diff.json"));
        assertThat(ProgramRun.of("diff", before, after, "-o", "yaml").out())
                .startsWith("first:\n  name: \"file " + before + "\"\n");
    }

    @ParameterizedTest
    @CsvSource({"name", "names"})
    void namesAreLinesForScripts(String form) {
        assertThat(ProgramRun.of("diff", before, after, "-o", form).out()).isEqualTo("""
                changed -n shop configmaps/settings
                added customresourcedefinitions.apiextensions.k8s.io/widgets.example.com
                added nodes/cp2
                removed -n shop pods/web
                changed -n shop secrets/sealed
                changed -n shop secrets/token
                added -n shop widgets.example.com/w1
                """);
    }

    @Test
    void theSameEndsWithZeroAlsoWhereOnlyWhatChangesByItselfDiffers() throws IOException {
        String later = before().put("/registry/leases/kube-node-lease/cp1", "3")
                .put("/registry/events/shop/e", "1")
                .write(folder.resolve("later.db"))
                .toString();

        ProgramRun run = ProgramRun.of("diff", before, later);

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("Objects:        added 0, removed 0, changed 0, same 7\n")
                .endsWith("Left out:       leases (1), events (1); --all-changes shows them\n");
        assertThat(ProgramRun.of("diff", before, later, "-o", "name").out()).isEmpty();
        assertThat(ProgramRun.of("diff", before, later, "-o", "name", "--all-changes"))
                .isEqualTo(new ProgramRun(4, """
                        added -n shop events/e
                        changed -n kube-node-lease leases.coordination.k8s.io/cp1
                        """, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            -n shop                       ! 5
            -n test                       ! 0
            -n test --all-changes         ! 1
            configmaps                    ! 1
            cm,secrets                    ! 3
            secrets -n test               ! 0
            nodes -n shop                 ! 1
            wd                            ! 1
            """)
    void aNamespaceAndResourcesLimitWhatIsCompared(String asked, int differences) {
        ProgramRun run = ProgramRun.of(("diff " + before + " " + after + " -o names " + asked).split(" +"));

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).hasSize(differences);
        assertThat(run.code()).isEqualTo(differences == 0 ? 0 : 4);
    }

    @Test
    void oneObjectIsAUnifiedDiff() {
        ProgramRun run = ProgramRun.of("diff", before, after, "configmap", "settings", "-n", "shop");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out()).isEqualTo("""
                --- shop/configmaps/settings\tfile %s, revision 9
                +++ shop/configmaps/settings\tfile %s, revision 18
                @@ -1,6 +1,6 @@
                 apiVersion: v1
                 data:
                -  colour: red
                +  colour: blue
                 kind: ConfigMap
                 metadata:
                   name: settings
                """.formatted(before, after));
    }

    @Test
    void anObjectThatCameIsAllAdded() {
        ProgramRun run = ProgramRun.of("diff", before, after, "node/cp2");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out()).isEqualTo("""
                --- none\tfile %s, revision 9
                +++ nodes/cp2\tfile %s, revision 18
                @@ -0,0 +1,4 @@
                +apiVersion: v1
                +kind: Node
                +metadata:
                +  name: cp2
                """.formatted(before, after));
    }

    @Test
    void whatASecretHoldsIsMasked() {
        ProgramRun run = ProgramRun.of("diff", before, after, "secret/token", "-n", "shop");

        assertThat(run.out())
                .contains("-  password: '*** (before)'\n+  password: '*** (after)'\n")
                .doesNotContain("c2Vj");
        assertThat(ProgramRun.of("diff", before, after, "secret/token", "-n", "shop", "-o", "json")
                        .out())
                .doesNotContain("c2Vj");
    }

    @Test
    void anObjectThatIsTheSameEndsWithZeroAndOneThatIsNowhereIsNotFound() {
        assertThat(ProgramRun.of("diff", before, after, "configmap/same", "-n", "shop"))
                .isEqualTo(new ProgramRun(0, "", ""));
        ProgramRun nowhere = ProgramRun.of("diff", before, after, "configmap/settings", "configmap/same");
        assertThat(nowhere.code()).isEqualTo(30);
        assertThat(nowhere.err()).contains("default/configmaps/same is in neither of the two");
        assertThat(ProgramRun.of("diff", before, after, "gadgets").code()).isEqualTo(30);
    }

    @Test
    void whatOnlyOneOfTheTwoDefinesIsComparedToo() throws IOException {
        String custom = "/registry/apiextensions.k8s.io/customresourcedefinitions/";
        String first = before().put(
                        custom + "gadgets.example.com",
                        DEFINITION
                                .replace("widget", "gadget")
                                .replace("Widget", "Gadget")
                                .replace("wd", "gd"))
                .put("/registry/example.com/gadgets/shop/g1", object("example.com/v1", "Gadget", "g1", ""))
                .write(folder.resolve("first.db"))
                .toString();
        String second = after().put(
                        custom + "widgets.example.com",
                        DEFINITION.replace("\"shortNames\"", "\"categories\": [\"all\"], \"shortNames\""))
                .write(folder.resolve("second.db"))
                .toString();
        String removed = "removed -n shop gadgets.example.com/g1\n";
        String added = "added -n shop widgets.example.com/w1\n";

        assertThat(ProgramRun.of("diff", first, second, "all", "-o", "names"))
                .isEqualTo(new ProgramRun(4, "removed -n shop pods/web\n" + added, ""));
        assertThat(ProgramRun.of("diff", first, second, "widgets,gadgets", "-o", "names"))
                .isEqualTo(new ProgramRun(4, removed + added, ""));
        assertThat(ProgramRun.of("diff", second, first, "wd", "-o", "names"))
                .isEqualTo(new ProgramRun(4, added.replace("added", "removed"), ""));
        ProgramRun lines = ProgramRun.of("diff", first, second, "wd/w1", "gd/g1", "-n", "shop");
        assertThat(lines.err()).isEmpty();
        assertThat(lines.out()).contains("+++ shop/widgets.example.com/w1", "--- shop/gadgets.example.com/g1");
    }

    @Test
    void whatADefinitionThatCannotBeReadMayDefineIsNotSaidToBeNowhere() throws IOException {
        String sealed = after().put(
                        "/registry/apiextensions.k8s.io/customresourcedefinitions/widgets.example.com",
                        "k8s:enc:kms:v2:vault:xxxx")
                .write(folder.resolve("sealed.db"))
                .toString();

        ProgramRun one = ProgramRun.of("diff", sealed, sealed, "widgets");
        ProgramRun all = ProgramRun.of("diff", before, sealed, "all", "-o", "names");

        assertThat(one.code()).isEqualTo(32);
        assertThat(one.err()).contains("customresourcedefinition widgets.example.com is encrypted at rest");
        assertThat(all.code()).isEqualTo(32);
        assertThat(all.out()).isEqualTo("removed -n shop pods/web\n");
        assertThat(all.err()).contains("'all' may mean more custom resources than could be told");
    }

    @Test
    void oneObjectAsJsonHasBothSidesAndTheLines() throws IOException {
        assertThat(ProgramRun.of("diff", before, after, "cm/settings", "-n", "shop", "-o", "json")
                        .out())
                .isEqualTo(golden("diff-object.json"));
    }

    @Test
    void storedBackupsAreComparedWithEachOtherAndWithFiles() throws IOException {
        String store = "file://" + Files.createDirectory(folder.resolve("store"));
        Path identity = Files.writeString(folder.resolve("key.txt"), StoredBackups.SECRET);
        Path directory = folder.resolve("store");
        String first = StoredBackups.of(
                        directory, "prod", Instant.parse("2026-11-20T10:00:00Z"), new ScriptedEtcd(before().bytes()))
                .toString();
        StoredBackups.of(directory, "prod", Instant.parse("2026-11-21T10:00:00Z"), new ScriptedEtcd(after().bytes()));
        String[] options = {"--store", store, "--identity", identity.toString(), "-o", "json"};

        JsonObject stored = json(with(options, "diff", first, "latest"));
        JsonObject mixed = json(with(options, "diff", before, "latest"));

        assertThat(stored.get("added").getAsInt()).isEqualTo(3);
        assertThat(stored.getAsJsonObject("first").get("backup").getAsString()).isEqualTo(first);
        assertThat(stored.getAsJsonArray("differences")).isEqualTo(mixed.getAsJsonArray("differences"));
        JsonObject object = json(with(options, "diff", first, "latest", "cm/settings", "-n", "shop"));
        assertThat(object.getAsJsonArray("objects")
                        .get(0)
                        .getAsJsonObject()
                        .get("diff")
                        .toString())
                .contains("-  colour: red");
        assertThat(ProgramRun.of("diff", first, "latest", "--store", store).code())
                .as("without the identity")
                .isEqualTo(32);
    }

    @Test
    void aDatabaseWithoutItsDigestIsComparedAsWell() throws IOException {
        byte[] snapshot = Files.readAllBytes(Path.of(after));
        int digest = snapshot.length % 4096;
        Path bare = Files.write(folder.resolve("bare.db"), Arrays.copyOf(snapshot, snapshot.length - digest));

        assertThat(ProgramRun.of("diff", after, bare.toString()).code()).isZero();
        assertThat(ProgramRun.of("diff", before, bare.toString()).code()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            ./a.db                   ! expected a second backup or --live, found neither
            ./a.db ./b.db pods /x    ! expected TYPE/NAME
            ./a.db ./b.db -o tree    ! expected table, wide, json, yaml, name, found 'tree'
            ''                       ! BACKUP
            """)
    void mistakesAreSaid(String arguments, String found) {
        ProgramRun run = ProgramRun.of(("diff " + arguments).trim().split(" +"));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(found);
    }

    @Test
    void aDamagedSideIsNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("text.db"), "no database".repeat(2_000));

        for (String[] sides : new String[][] {{before, text.toString()}, {text.toString(), before}}) {
            ProgramRun run = ProgramRun.of("diff", sides[0], sides[1]);
            assertThat(run.code()).isEqualTo(31);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("etcdbr-job: file " + text + " does not hold a sound etcd database: ");
        }
    }

    private static ProgramRun with(String[] options, String... arguments) {
        String[] all =
                Stream.concat(Arrays.stream(arguments), Arrays.stream(options)).toArray(String[]::new);
        return ProgramRun.of(all);
    }

    private static JsonObject json(ProgramRun run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(4);
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    private String golden(String name) throws IOException {
        try (InputStream golden = Objects.requireNonNull(getClass().getResourceAsStream("/golden/" + name))) {
            return new String(golden.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("BEFORE", before)
                    .replace("AFTER", after);
        }
    }

    private static String settings(String colour, String time) {
        return """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "managedFields": [{"time": "%s"}]},
                 "data": {"colour": "%s"}}
                """.formatted(time, colour);
    }

    private static String secret(String password) {
        return """
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "token"}, "data": {"password": "%s"}}
                """.formatted(password);
    }

    private static String object(String apiVersion, String kind, String name, String rest) {
        return """
                {"apiVersion": "%s", "kind": "%s", "metadata": {"name": "%s"}%s}
                """.formatted(apiVersion, kind, name, rest);
    }
}
