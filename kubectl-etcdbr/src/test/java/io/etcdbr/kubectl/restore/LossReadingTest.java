package io.etcdbr.kubectl.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.kubectl.preflight.Loss;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossReadingTest {
    private static final String DIFF = """
            {"added":12002,"removed":0,"changed":0,"warnings":["of then"],"notListed":%d,"resources":[
             {"resource":"configmaps","added":12000,"removed":0,"changed":0,"same":0},
             {"resource":"nodes","added":2,"removed":0,"changed":0,"same":3}],
             "differences":[{"change":"added","resource":"nodes","namespace":null,"name":"worker8"}%s]}""";

    @Test
    void nodesThatAreCountedAndNotListedAreWarnedOf() {
        Loss loss = loss(2001, "");

        assertThat(loss.nodesForgotten()).containsExactly("worker8");
        assertThat(loss.warnings())
                .containsExactly(
                        "of then",
                        "not all nodes that differ are known by name here, 1 of 2 alone: compare 'kubectl get -A nodes'"
                                + " with 'kubectl etcdbr get BACKUP -A nodes'");
    }

    @Test
    void whatIsNeverNamedMayBeCountedOnly() {
        Loss loss =
                loss(2000, ",{\"change\":\"added\",\"resource\":\"nodes\",\"namespace\":null,\"name\":\"worker9\"}");

        assertThat(loss.nodesForgotten()).containsExactly("worker8", "worker9");
        assertThat(loss.warnings()).containsExactly("of then");
    }

    private static Loss loss(int notListed, String more) {
        return new LossReading(
                        new KubeObject(JsonParser.parseString(DIFF.formatted(notListed, more))
                                .getAsJsonObject()),
                        List.of())
                .loss();
    }
}
