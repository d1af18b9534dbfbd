package io.etcdbr.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.objects.UnknownFields.UnknownField;
import io.etcdbr.testing.ProtobufMessage;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectDecoderTest {
    private static final ObjectDecoder DECODER = ObjectDecoder.create();

    @Test
    void aCustomResourceIsAsItStandsWithItsNamesInOrder() throws ObjectException {
        KubernetesObject object = decode("""
                {"kind":"Tree","apiVersion":"example.com/v1","spec":{"b":[{"z":1,"a":null}],"a":1.50e+30,
                "whole":9007199254740993,"\uff5e":1,"\ud83c\udf33":2}}""");

        assertThat(object.tree()).hasToString("""
                {"apiVersion":"example.com/v1","kind":"Tree","spec":{"a":1.50e+30,"b":[{"a":null,"z":1}],\
                "whole":9007199254740993,"\uff5e":1,"\ud83c\udf33":2}}""");
        assertThat(object.type()).isEqualTo(new TypeMeta("example.com/v1", "Tree"));
        assertThat(object.complete()).isTrue();
    }

    @Test
    void cborIsTheSameTree() throws ObjectException {
        // {'apiVersion': 'e/v1', 'kind': 'Tree', 'a': [1, -2, 2^64-1, 1.5, 1e21, 1e-7, true, null, b64'AQI=', -9, "t"]}
        byte[] value = HexFormat.of()
                .parseHex("d9d9f7a3" + "4a61706956657273696f6e44652f7631" + "446b696e644454726565" + "4161" + "8b01"
                        + "21" + "1bffffffffffffffff" + "f93e00" + "fb444b1ae4d6e2ef50" + "fb3e7ad7f29abcaf48" + "f5f6"
                        + "d6420102" + "28" + "6174");

        KubernetesObject object = DECODER.decode(value);

        assertThat(object.tree()).hasToString("""
                {"a":[1,-2,18446744073709551615,1.5,1e+21,1e-7,true,null,"AQI=",-9,"t"],\
                "apiVersion":"e/v1","kind":"Tree"}""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                 | the object ends in the middle of its JSON object",
                "{\"a\":1,\"a\":2}                 | the object has the field 'a' twice in one object",
                "{\"kind\":\"Tree\"}               | it has no apiVersion",
                "compact                           | not an object of Kubernetes: 7 bytes",
                "k8s:enc:aescbc:v1:one:12          | encrypted at rest by the provider 'aescbc' with the key 'one'",
            })
    void whatIsNoObjectIsRefusedWithAReason(String value, String reason) {
        assertThatThrownBy(() -> decode(value))
                .isInstanceOf(ObjectException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "d9d9f7,            it ends within an item",
        "d9d9f79f,          indefinite",
        "d9d9f75affffffff,  a length of 4294967295 where 0 bytes are left",
        "d9d9f79bffffffffffffffff, a length of 18446744073709551615",
        "d9d9f7a10102,      a name that is no text",
        "d9d9f7a24161014161f6, the name 'a' twice",
        "d9d9f7a0f6,        more behind the object's end",
        "d9d9f7f97e00,      NaN",
        "d9d9f701,          not an object",
    })
    void malformedCborIsRefusedWithItsPlace(String hex, String reason) {
        assertThatThrownBy(() -> DECODER.decode(HexFormat.of().parseHex(hex)))
                .isInstanceOf(ObjectException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void whatIsNestedWithoutEndIsRefused() {
        String json = "{\"a\":".repeat(100_000);
        byte[] cbor = HexFormat.of().parseHex("d9d9f7" + "a14161".repeat(100_000));

        assertThatThrownBy(() -> decode(json)).isInstanceOf(ObjectException.class);
        assertThatThrownBy(() -> DECODER.decode(cbor))
                .isInstanceOf(ObjectException.class)
                .hasMessageContaining("nested deeper than 250 levels");
    }

    @Test
    void fieldsThatTheSchemaLacksAreReportedWithTheirPlaces() throws ObjectException {
        ProtobufMessage container = new ProtobufMessage().text(1, "app").text(999, "new");
        byte[] value = new ProtobufMessage()
                .message(1, new ProtobufMessage().text(1, "web"))
                .message(2, new ProtobufMessage().message(2, container))
                .number(77, 1)
                .stored("v1", "Pod");

        KubernetesObject object = DECODER.decode(value);

        assertThat(object.complete()).isFalse();
        assertThat(object.unknown().count()).isEqualTo(2);
        assertThat(object.unknown().bytes()).isEqualTo(6 + 3);
        assertThat(object.unknown().first())
                .containsExactly(new UnknownField(".spec.containers[0]", 999, 6), new UnknownField(".", 77, 3));
        assertThat(object.tree().getAsJsonObject("metadata").get("name").getAsString())
                .isEqualTo("web");
        assertThat(object.tree().toString()).contains("\"name\":\"app\"").doesNotContain("new");
    }

    @Test
    void aTypeThatTheSchemaLacksIsNotHalfDecoded() {
        byte[] value = new ProtobufMessage()
                .message(1, new ProtobufMessage().text(1, "web"))
                .stored("networking.k8s.io/v1beta1", "Ingress");

        assertThatThrownBy(() -> DECODER.decode(value))
                .isInstanceOf(UnknownTypeException.class)
                .hasMessage("this program does not know 'networking.k8s.io/v1beta1 Ingress'");
    }

    private static KubernetesObject decode(String value) throws ObjectException {
        return DECODER.decode(value.getBytes(StandardCharsets.UTF_8));
    }
}
