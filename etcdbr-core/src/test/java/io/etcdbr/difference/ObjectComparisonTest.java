package io.etcdbr.difference;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.atrest.AtRestKeys;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.resources.ResourceTable;
import io.etcdbr.resources.StorageKeys;
import io.etcdbr.testing.ProtobufMessage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectComparisonTest {
    private static final String CONFIG = "/registry/configmaps/shop/settings";
    private static final String SECRET = "/registry/secrets/shop/password";

    private final SimulatedEtcd first = new SimulatedEtcd();
    private final SimulatedEtcd second = new SimulatedEtcd();

    @Test
    void theLinesThatDifferAreShownAsYaml() throws IOException {
        first.put(CONFIG, config("'a':'1','b':'2'", "'managedFields':[{'time':'1'}],"));
        second.put(CONFIG, config("'a':'1','b':'3'", "'managedFields':[{'time':'2'}],"));

        ObjectDifference difference = only(false, CONFIG);

        assertThat(difference.change()).hasValue(ChangeKind.CHANGED);
        assertThat(difference.object().name()).isEqualTo("settings");
        assertThat(difference.lines())
                .containsExactly(
                        "@@ -1,7 +1,7 @@",
                        " apiVersion: v1",
                        " data:",
                        "   a: \"1\"",
                        "-  b: \"2\"",
                        "+  b: \"3\"",
                        " kind: ConfigMap",
                        " metadata:",
                        "   name: x");
        assertThat(only(true, CONFIG).lines()).contains("-  - time: \"1\"", "+  - time: \"2\"");
    }

    @Test
    void onlyManagedFieldsIsNoDifferenceUnlessAllIsAskedFor() throws IOException {
        first.put(CONFIG, config("", "'managedFields':[{'time':'1'}],"));
        second.put(CONFIG, config("", "'managedFields':[{'time':'2'}],"));

        assertThat(only(false, CONFIG).change()).isEmpty();
        assertThat(only(true, CONFIG).change()).hasValue(ChangeKind.CHANGED);
    }

    @Test
    void anObjectThatCameOrWentIsShownAsAWhole() throws IOException {
        second.put(CONFIG, config("'a':'1'", ""));
        first.put("/registry/configmaps/shop/zz", config("'a':'1'", ""));

        List<ObjectDifference> found = compared(false, CONFIG, "/registry/configmaps/shop/zz", "/registry/pods/no/ne");

        assertThat(found).hasSize(2);
        assertThat(found.getFirst().change()).hasValue(ChangeKind.ADDED);
        assertThat(found.getFirst().lines()).startsWith("@@ -0,0 +1,6 @@").contains("+  a: \"1\"");
        assertThat(found.getLast().change()).hasValue(ChangeKind.REMOVED);
        assertThat(found.getLast().lines()).contains("-  a: \"1\"");
    }

    @Test
    void whatASecretHoldsIsNeverShown() throws IOException {
        first.put(SECRET, secret("c2VjcmV0MQ=="));
        second.put(SECRET, secret("c2VjcmV0Mg=="));

        ObjectDifference difference = only(true, SECRET);

        assertThat(difference.lines()).contains("-  password: '*** (before)'", "+  password: '*** (after)'");
        assertThat(difference.toString()).doesNotContain("c2VjcmV0");
    }

    @Test
    void whatIsEncryptedIsComparedByItsBytesAndTheOtherSideStaysMasked() throws IOException {
        first.put(SECRET, secret("c2VjcmV0MQ=="));
        second.put(SECRET, "k8s:enc:aescbc:v1:key1:xxxx");

        ObjectDifference difference = only(false, SECRET);

        assertThat(difference.change()).hasValue(ChangeKind.CHANGED);
        assertThat(difference.lines()).isEmpty();
        assertThat(difference.problem())
                .hasValue("in the second state it is encrypted at rest by the provider aescbc with the key 'key1';"
                        + " --encryption-config may open it");
        assertThat(difference.toString()).doesNotContain("c2VjcmV0");
        first.put(SECRET, "k8s:enc:aescbc:v1:key1:xxxx");
        assertThat(only(false, SECRET).change()).isEmpty();
    }

    @Test
    void whatIsNoObjectIsComparedByItsBytes() throws IOException {
        first.put(CONFIG, "one");
        second.put(CONFIG, "two");

        assertThat(only(false, CONFIG).change()).hasValue(ChangeKind.CHANGED);
        assertThat(only(false, CONFIG).problem().orElseThrow()).startsWith("in the first state it is not an object");
    }

    @Test
    void whatIsNotWhollyKnownIsComparedByItsBytes() throws IOException {
        first.put(CONFIG, new ProtobufMessage().number(900, 1).stored("v1", "ConfigMap"));
        second.put(CONFIG, new ProtobufMessage().number(900, 2).stored("v1", "ConfigMap"));

        assertThat(only(false, CONFIG).change()).hasValue(ChangeKind.CHANGED);
        assertThat(only(false, CONFIG).problem())
                .hasValue("in the first state it holds fields that this program does not know");
        second.put(CONFIG, new ProtobufMessage().number(900, 1).stored("v1", "ConfigMap"));
        assertThat(only(false, CONFIG).change()).as("the same bytes").isEmpty();
    }

    @Test
    void aTypeThatIsNotKnownIsNamedAndComparedByItsBytes() throws IOException {
        first.put(CONFIG, new ProtobufMessage().number(900, 1).stored("v0", "ConfigMap"));
        second.put(CONFIG, new ProtobufMessage().number(900, 2).stored("v0", "ConfigMap"));

        assertThat(only(false, CONFIG).change()).hasValue(ChangeKind.CHANGED);
        assertThat(only(false, CONFIG).lines()).isEmpty();
        assertThat(only(false, CONFIG).problem())
                .hasValue("in the first state it is stored as 'v0 ConfigMap', which this program does not know");
    }

    @Test
    void whyAValueStaysClosedIsSaidAsItIs() throws IOException {
        first.put(SECRET, "k8s:enc:kms:v2:vault:xxxx");

        assertThat(only(false, SECRET).problem().orElseThrow()).endsWith("; only the API server can open it");
    }

    private ObjectDifference only(boolean all, String key) throws IOException {
        List<ObjectDifference> found = compared(all, key);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private List<ObjectDifference> compared(boolean all, String... keys) throws IOException {
        return new ObjectComparison(
                        new StorageKeys(ResourceTable.builtIn()), ObjectDecoder.create(), AtRestKeys.NONE, all)
                .run(first, second.asSecond(), List.of(keys));
    }

    private static String config(String data, String metadata) {
        return "{'apiVersion':'v1','kind':'ConfigMap','metadata':{%s'name':'x'},'data':{%s}}"
                .formatted(metadata, data)
                .replace('\'', '"');
    }

    private static String secret(String password) {
        return "{'apiVersion':'v1','kind':'Secret','data':{'password':'%s'}}"
                .formatted(password)
                .replace('\'', '"');
    }
}
