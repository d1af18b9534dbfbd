package io.etcdbr.keyindex;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that real etcds wrote, changed, deleted, compacted and defragmented at random: the index finds what a scan finds. */
class ChurnedEtcdIT {
    private static final int ROUNDS = 12;

    private final Random random = new Random(20261120);
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void theIndexOfEveryChurnedDatabaseFindsWhatAScanFinds() throws IOException, InterruptedException {
        for (EtcdProgram program : EtcdProgram.all()) {
            try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.empty())) {
                for (int round = 0; round < ROUNDS; round++) {
                    churn(etcd, round);
                    Path file = folder.resolve("snapshot.db");
                    Files.deleteIfExists(file);
                    etcd.ctl("snapshot", "save", file.toString());
                    check(Files.readAllBytes(file), program + ", round " + round);
                }
            }
        }
    }

    private void check(byte[] file, String what) throws IOException {
        for (int frameSize : new int[] {4096, 1 << 16, 1 << 20}) {
            Indexed indexed = Indexed.of(file, frameSize, random);
            assertThat(indexed.missing()).as(what).isZero();
            TreeSet<String> names = indexed.names();
            assertThat(names).as(what).isNotEmpty();
            TreeSet<String> directories = new TreeSet<>();
            for (String name : names) {
                directories.add(name.substring(0, name.lastIndexOf('/') + 1));
                if (random.nextInt(names.size()) < 100) {
                    byte[] key = Indexed.bytes(name);
                    assertThat(indexed.byIndex().find(key).map(Indexed::text))
                            .as(what)
                            .isEqualTo(indexed.byScan().find(key).map(Indexed::text));
                    assertThat(Indexed.history(indexed.byIndex(), KeyFilter.key(key)))
                            .as(what)
                            .isEqualTo(Indexed.history(indexed.byScan(), KeyFilter.key(key)));
                }
            }
            directories.remove("");
            for (String directory : directories) {
                KeyFilter filter = KeyFilter.prefix(Indexed.bytes(directory));
                assertThat(Indexed.newest(indexed.byIndex(), filter))
                        .as(what)
                        .isEqualTo(Indexed.newest(indexed.byScan(), filter));
            }
        }
    }

    private void churn(EtcdCluster etcd, int round) throws IOException, InterruptedException {
        long revision = 0;
        for (int i = 0; i < 60; i++) {
            StringBuilder operations = new StringBuilder();
            TreeSet<String> keys = new TreeSet<>();
            for (int k = 0; k <= random.nextInt(40); k++) {
                keys.add(key());
            }
            for (String key : keys) {
                operations.append(operations.isEmpty() ? "" : ",").append(operation(key));
            }
            String answer = post(etcd, "/v3/kv/txn", "{\"success\":[" + operations + "]}");
            revision = Long.parseLong(answer.replaceFirst("(?s).*?\"revision\":\"(\\d+)\".*", "$1"));
        }
        if (round % 3 == 1) {
            post(
                    etcd,
                    "/v3/kv/compaction",
                    "{\"revision\":\"" + (revision - random.nextInt(20)) + "\",\"physical\":true}");
        }
        if (round % 6 == 4) {
            etcd.ctl("defrag");
        }
    }

    private String operation(String key) {
        if (random.nextInt(4) == 0) {
            return "{\"requestDeleteRange\":{\"key\":\"" + encoded(key) + "\"}}";
        }
        int size = switch (random.nextInt(10)) {
            case 0 -> random.nextInt(40_000);
            case 1, 2, 3 -> random.nextInt(5_000);
            default -> random.nextInt(300);
        };
        return "{\"requestPut\":{\"key\":\"" + encoded(key) + "\",\"value\":\""
                + encoded(Character.toString('a' + random.nextInt(26)).repeat(size)) + "\"}}";
    }

    private String key() {
        return switch (random.nextInt(8)) {
            case 0 -> "/registry/leases/kube-system/hot";
            case 1 -> "plain-" + random.nextInt(50);
            case 2 -> "/a".repeat(1 + random.nextInt(12)) + "/" + random.nextInt(20);
            case 3 -> "/long/" + "x".repeat(random.nextInt(3000)) + "/" + random.nextInt(3);
            default -> "/registry/pods/ns-" + random.nextInt(5) + "/pod-" + random.nextInt(100);
        };
    }

    /** Asks again where etcd was only late, as on a machine that was busy for others. */
    private String post(EtcdCluster etcd, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(etcd.endpoint(0) + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        for (int attempt = 1; attempt < 5 && answer.body().contains("request timed out"); attempt++) {
            answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
