package io.etcdbr.lookup;

import static io.etcdbr.operation.StoredBackups.IDENTITY;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.atrest.AtRestKeys;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.Selector;
import io.etcdbr.format.Compression;
import io.etcdbr.format.Sha256;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.operation.StoredBackups;
import io.etcdbr.progress.Progress;
import io.etcdbr.resources.FieldSelector;
import io.etcdbr.resources.LabelSelector;
import io.etcdbr.resources.ObjectArguments;
import io.etcdbr.resources.PrinterColumn;
import io.etcdbr.resources.Resource;
import io.etcdbr.snapshot.Access;
import io.etcdbr.snapshot.OpenSnapshot;
import io.etcdbr.snapshot.SnapshotOpener;
import io.etcdbr.testing.EtcdFile;
import io.etcdbr.testing.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a backup has a key index, look-ups do with parts of it: what needs all of it fails here, for want of room. */
class StoredLookupTest {
    private static final String ID = "20261120T100000Z-r200-00000b";
    private static final int FRAME = 1 << 13;
    private static final int OTHERS = 1500;

    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore();
    private final List<String> shown = new ArrayList<>();
    private final List<String> columns = new ArrayList<>();

    @BeforeEach
    void makeBackup() throws IOException {
        EtcdFile etcd = new EtcdFile().put("/registry/namespaces/default", object("v1", "Namespace", "default", ""));
        String definition = """
                , "spec": {"group": "example.com", "scope": "Namespaced", "names": {"plural": "%1$s", "kind": "Widget",
                 "shortNames": ["%2$s"]}, "versions": [{"name": "v1", "served": true, "storage": true,
                 "additionalPrinterColumns": [{"name": "Size", "type": "integer", "jsonPath": ".spec.size"}]}]}""";
        for (int i = 0; i < OTHERS; i++) {
            etcd.put("/registry/configmaps/else/c" + i, object("v1", "ConfigMap", "c" + i, filling()));
            // Definitions are all over the file, more than can be looked at one by one.
            String plural = i == OTHERS / 2 ? "widgets" : "others" + i;
            etcd.put(
                    "/registry/apiextensions.k8s.io/customresourcedefinitions/" + plural + ".example.com",
                    object(
                            "apiextensions.k8s.io/v1",
                            "CustomResourceDefinition",
                            plural + ".example.com",
                            definition.formatted(plural, "w" + i)));
            if (i == OTHERS / 3) {
                etcd.put("/registry/pods/shop/p", object("v1", "Pod", "p", ""));
            }
        }
        etcd.put("/registry/services/specs/shop/s", object("v1", "Service", "s", ""));
        etcd.put("/registry/example.com/widgets/shop/w", object("example.com/v1", "Widget", "w", ""));
        byte[] file = withDigest(etcd.bytes());
        new StoredBackups(store)
                .holding(ID, file, Optional.of(StoredBackups.keyIndex(file, FRAME)), Compression.zstd(1, FRAME), true);
    }

    private static byte[] withDigest(byte[] database) {
        byte[] digest = Sha256.digestOf(database).bytes();
        byte[] snapshot = Arrays.copyOf(database, database.length + digest.length);
        System.arraycopy(digest, 0, snapshot, database.length, digest.length);
        return snapshot;
    }

    private static String filling() {
        return ", \"data\": {\"a\": \"" + "x".repeat(900) + "\"}";
    }

    private static String object(String apiVersion, String kind, String name, String more) {
        return "{\"apiVersion\": \"%s\", \"kind\": \"%s\", \"metadata\": {\"name\": \"%s\"}%s}"
                .formatted(apiVersion, kind, name, more);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"pods | p", "pods,svc | p s", "pods,svc,cm | p s", "pod/p svc/s | p s", "widgets.example.com w | w"
            })
    void resourcesOfOneNamespaceAndNamedObjectsNeedPartsOnly(String asked, String found) throws IOException {
        get(folder.resolve("nothing-can-be-written-here"), asked);

        assertThat(shown).containsExactly(found.split(" "));
    }

    @Test
    void aCustomResourceByItsFullNameHasTheColumnsOfItsDefinition() throws IOException {
        get(folder.resolve("nothing-can-be-written-here"), "widgets.example.com");

        assertThat(shown).containsExactly("w");
        assertThat(columns).containsExactly("Size");
    }

    @Test
    void aShortNameIsLookedForAmongAllDefinitions() throws IOException {
        get(folder, "w" + OTHERS / 2);

        assertThat(shown).containsExactly("w");
        assertThat(columns).containsExactly("Size");
    }

    private void get(Path scratch, String asked) throws IOException {
        ObjectSink sink = new ObjectSink() {
            @Override
            public void begin(boolean severalKinds, boolean single) {}

            @Override
            public void resource(Resource resource, List<PrinterColumn> custom) {
                custom.forEach(column -> columns.add(column.name()));
            }

            @Override
            public void object(FoundObject object) {
                shown.add(object.name());
            }

            @Override
            public void end() {}
        };
        GetObjects.Options options = new GetObjects.Options(
                ObjectArguments.parse(List.of(asked.split(" "))),
                new NamespaceScope.One("shop"),
                LabelSelector.EVERYTHING,
                FieldSelector.EVERYTHING,
                Optional.empty(),
                false);
        ObjectReader reader = new ObjectReader(ObjectDecoder.create(), AtRestKeys.NONE);
        SnapshotOpener opener = new SnapshotOpener(scratch, IDENTITY, Progress.NONE, new Cancellation());
        BackupQuery latest = new BackupQuery(Optional.empty(), Optional.empty(), new Selector.Latest());
        try (OpenSnapshot snapshot = opener.open(store, latest, Access.POINT)) {
            GetResult result = GetObjects.run(snapshot.keys(), reader, options, sink);
            assertThat(result.failures()).isEmpty();
        }
    }
}
