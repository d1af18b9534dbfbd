package io.etcdbr.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredValueTest {

    @Test
    void aBuiltInObjectSaysItsTypeBeforeItIsDecoded() {
        StoredValue value = of("k8s\0\n\u0015\n\u0007apps/v1\u0012\nDeployment\u0012\u0000");

        assertThat(value).isInstanceOf(StoredValue.Protobuf.class);
        assertThat(value.type()).contains(new TypeMeta("apps/v1", "Deployment"));
        assertThat(value.type().orElseThrow().group()).isEqualTo("apps");
        assertThat(value.type().orElseThrow().version()).isEqualTo("v1");
    }

    @Test
    void theCoreGroupHasNoName() {
        TypeMeta type = new TypeMeta("v1", "Pod");

        assertThat(type.group()).isEmpty();
        assertThat(type.version()).isEqualTo("v1");
    }

    @Test
    void aCustomResourceSaysItsTypeTooEvenBehindSomethingLong() {
        String first = "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Tree\",\"spec\":{}}";
        String late =
                "{\"aaa\":\"%s\",\"apiVersion\":\"example.com/v1\",\"kind\":\"Tree\"}".formatted("a".repeat(5000));

        assertThat(of(first)).isInstanceOf(StoredValue.Json.class);
        assertThat(of(first).type()).contains(new TypeMeta("example.com/v1", "Tree"));
        assertThat(of(late).type()).contains(new TypeMeta("example.com/v1", "Tree"));
    }

    @Test
    void anEncryptedValueSaysByWhom() {
        StoredValue.Encrypted value = (StoredValue.Encrypted) of("k8s:enc:aescbc:v1:key1:::\0\1");

        assertThat(value.provider()).isEqualTo("aescbc");
        assertThat(value.version()).isEqualTo("v1");
        assertThat(value.keyName()).isEqualTo("key1");
        assertThat(value.sealed().byteSize()).isEqualTo(4);
    }

    @Test
    void aKeyNameNeedNotBeAscii() {
        StoredValue.Encrypted value = (StoredValue.Encrypted) of("k8s:enc:kms:v2:schlüssel:123");

        assertThat(value.keyName()).isEqualTo("schlüssel");
        assertThat(value.sealed().byteSize()).isEqualTo(3);
    }

    @Test
    void cborIsToldByItsTag() {
        byte[] value = {(byte) 0xd9, (byte) 0xd9, (byte) 0xf7, (byte) 0xa0};

        assertThat(StoredValue.of(value)).isInstanceOf(StoredValue.Cbor.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k8s", "k8s:enc:aescbc", "k8s:enc:::::", "\1\2", "[]", "compact_rev_key"})
    void anythingElseIsOther(String text) {
        assertThat(of(text)).isInstanceOf(StoredValue.Other.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"kind\":1,\"apiVersion\":[", "{\"kind\":\"Tree\"}", "k8s\0", "k8s\0\n\u00ff"})
    void whatOnlyLooksRightHasNoType(String text) {
        assertThat(of(text).type()).isEmpty();
    }

    private static StoredValue of(String text) {
        return StoredValue.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
