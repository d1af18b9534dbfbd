package io.etcdbr.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every object of a real cluster, as it was in etcd and as its API server served it. The folder named by the system property
 * {@code etcdbr.corpus} has a file {@code index.tsv}: a line an object, of which column 3 is the file of the stored value,
 * column 4 that of the JSON or {@code -}, column 5 the revision, and column 8 the kind.
 */
class CorpusIT {
    /** What the server serves for what is not stored. */
    private static final List<String> DEFAULTS = List.of(
            "PersistentVolumeClaim .status.phase: ours nothing, theirs \"Pending\"",
            "StatefulSet .spec.updateStrategy.rollingUpdate.maxUnavailable: ours nothing, theirs 1");

    @Test
    void everyObjectIsAsTheApiServerServesIt() throws IOException {
        String folder = System.getProperty("etcdbr.corpus", "");
        assumeTrue(!folder.isEmpty(), "no folder of real objects is named by the system property etcdbr.corpus");
        ObjectDecoder decoder = ObjectDecoder.create();
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (String line : Files.readAllLines(Path.of(folder, "index.tsv"))) {
            String[] columns = line.split("\t");
            byte[] value = Files.readAllBytes(Path.of(folder, columns[2]));
            if (columns[3].equals("-")) {
                continue;
            }
            JsonObject served = JsonParser.parseString(Files.readString(Path.of(folder, columns[3])))
                    .getAsJsonObject();
            try {
                KubernetesObject object = decoder.decode(value).at(Long.parseLong(columns[4]));
                compared++;
                Differences.between(object.tree(), served).stream()
                        .map(difference -> columns[7] + " " + difference)
                        .filter(difference -> DEFAULTS.stream().noneMatch(difference::endsWith))
                        .forEach(differences::add);
                object.unknown().first().forEach(field -> differences.add(columns[7] + " unknown " + field));
            } catch (ObjectException e) {
                differences.add(columns[0] + ": " + e.getMessage());
            }
        }

        assertThat(compared).isPositive();
        assertThat(differences).isEmpty();
    }
}
