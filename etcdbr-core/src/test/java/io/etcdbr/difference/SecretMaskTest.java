package io.etcdbr.difference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class SecretMaskTest {

    @Test
    void valuesAreMaskedAndThoseThatDifferSayWhichTheyAre() {
        JsonObject first = json("{'data':{'same':'YQ==','changed':'YQ==','removed':'YQ=='}}");
        JsonObject second = json("{'data':{'same':'YQ==','changed':'Yg==','added':'Yg=='}}");

        SecretMask.apply(first, second);

        assertThat(first).isEqualTo(json("{'data':{'same':'***','changed':'*** (before)','removed':'***'}}"));
        assertThat(second).isEqualTo(json("{'data':{'same':'***','changed':'*** (after)','added':'***'}}"));
    }

    @Test
    void theCopyInTheAnnotationIsMaskedToo() {
        JsonObject first = json(
                "{'metadata':{'annotations':{'kubectl.kubernetes.io/last-applied-configuration':'{data: YQ==}','a':'b'}}}");
        JsonObject second = json("{'metadata':{'annotations':{'a':'c'}}}");

        SecretMask.apply(first, second);

        assertThat(first)
                .isEqualTo(
                        json(
                                "{'metadata':{'annotations':{'kubectl.kubernetes.io/last-applied-configuration':'***','a':'b'}}}"));
        assertThat(second).isEqualTo(json("{'metadata':{'annotations':{'a':'c'}}}"));
    }

    @Test
    void dataThatIsNoObjectIsMaskedAsAWhole() {
        JsonObject first = json("{'data':'YQ==','stringData':['x']}");
        JsonObject second = json("{'data':{'a':'YQ=='}}");

        SecretMask.apply(first, second);

        assertThat(first.toString() + second).doesNotContain("YQ", "x");
    }

    @Test
    void anObjectThatIsNotThereIsEmpty() {
        JsonObject first = new JsonObject();
        JsonObject second = json("{'data':{'a':'YQ=='},'type':'Opaque'}");

        SecretMask.apply(first, second);

        assertThat(first).isEqualTo(new JsonObject());
        assertThat(second).isEqualTo(json("{'data':{'a':'***'},'type':'Opaque'}"));
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }
}
