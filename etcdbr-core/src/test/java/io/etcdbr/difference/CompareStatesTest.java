package io.etcdbr.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.atrest.AtRestKeys;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.resources.ObjectArguments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompareStatesTest {
    private static final String DEFINITION = """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "widgets.example.com"},
             "spec": {"group": "example.com", "scope": "Namespaced", "names": {"plural": "widgets", "kind": "Widget"},
               "versions": [{"name": "v1", "served": true, "storage": true}]}}
            """;

    private final SimulatedEtcd first = kubernetes();
    private final SimulatedEtcd second = kubernetes()
            .put("/registry/apiextensions.k8s.io/customresourcedefinitions/widgets.example.com", DEFINITION)
            .put("/registry/example.com/widgets/shop/w1", "{}");
    private final List<KeySelection> looks = new ArrayList<>();

    private static SimulatedEtcd kubernetes() {
        return new SimulatedEtcd().put("/registry/namespaces/kube-system", "{}").put("/registry/pods/shop/web", "{}");
    }

    @Test
    void aResourceThatOnlyTheSecondStateDefinesIsCompared() throws IOException {
        assertThat(added("widgets")).isEqualTo(1);
        assertThat(added("widgets.example.com")).isEqualTo(1);
        assertThat(added("pods,widgets")).isEqualTo(1);
        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> added("gadgets"))
                .withMessageStartingWith("the snapshot has no resource 'gadgets'");
    }

    /** It may be a running etcd. */
    @Test
    void theSecondStateIsReadOnceForWhatKubernetesItselfHas() throws IOException {
        assertThat(added("pods")).isZero();

        assertThat(looks).hasSize(1);
    }

    private long added(String asked) throws IOException {
        Question question = new Question(Optional.of(ObjectArguments.parse(List.of(asked))), Optional.empty(), false);
        SecondState state = (selection, visitor) -> {
            looks.add(selection);
            second.asSecond().each(selection, visitor);
        };
        Answer answer = new CompareStates(question, ObjectDecoder.create(), AtRestKeys.NONE)
                .run(first, state, List.of(first.asSecond().living(), state.living()));
        return answer instanceof Answer.Sums sums ? sums.differences().total().added() : -1;
    }
}
