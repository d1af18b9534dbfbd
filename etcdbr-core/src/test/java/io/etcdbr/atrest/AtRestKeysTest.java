package io.etcdbr.atrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.etcdbr.objects.StoredValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AtRestKeysTest {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER = "another secret of thirty-two byt".getBytes(StandardCharsets.US_ASCII);
    private static final String OBJECT = "{\"apiVersion\":\"v1\",\"kind\":\"Secret\"}";
    private static final String PLACE = "/registry/secrets/default/a";

    @ParameterizedTest
    @EnumSource(Provider.class)
    void theKeyThatSealedAValueOpensIt(Provider provider) throws Exception {
        assertThat(opened(keys(provider, "key1", SECRET), PLACE, sealed(provider, "key1", SECRET)))
                .hasValue(OBJECT);
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void anotherSecretUnderTheSameNameOpensNothingAndDoesNotStandInTheWay(Provider provider) throws Exception {
        byte[] value = sealed(provider, "key1", SECRET);

        assertThat(opened(keys(provider, "key1", OTHER), PLACE, value)).isEmpty();
        assertThat(opened(keys(provider, "key1", OTHER).and(keys(provider, "key1", SECRET)), PLACE, value))
                .hasValue(OBJECT);
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void anotherNameOrProviderOpensNothing(Provider provider) throws Exception {
        byte[] value = sealed(provider, "key1", SECRET);

        assertThat(opened(keys(provider, "key2", SECRET), PLACE, value)).isEmpty();
        assertThat(opened(AtRestKeys.NONE, PLACE, value)).isEmpty();
        for (Provider other : Provider.values()) {
            if (other != provider) {
                assertThat(opened(keys(other, "key1", SECRET), PLACE, value)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void whatIsCutOrSpoiledIsNeverTakenForAnotherObject(Provider provider) throws Exception {
        byte[] value = sealed(provider, "key1", SECRET);
        AtRestKeys keys = keys(provider, "key1", SECRET);
        for (int length = 0; length < value.length; length++) {
            assertThat(opened(keys, PLACE, Arrays.copyOf(value, length))).isEmpty();
        }
        int prefix = "k8s:enc:%s:v1:key1:".formatted(provider.word()).length();
        if (provider != Provider.AESCBC) {
            for (int at = prefix; at < value.length; at++) {
                byte[] spoiled = value.clone();
                spoiled[at] ^= 1;
                assertThat(opened(keys, PLACE, spoiled)).isEmpty();
            }
        }
    }

    @Test
    void aesgcmBindsAValueToItsPlace() throws Exception {
        byte[] value = sealed(Provider.AESGCM, "key1", SECRET);

        assertThat(opened(keys(Provider.AESGCM, "key1", SECRET), "/registry/secrets/default/b", value))
                .isEmpty();
    }

    /** The example of NaCl's own documents. */
    @Test
    void secretboxIsThatOfNaCl() throws GeneralSecurityException {
        byte[] key = HexFormat.of().parseHex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
        byte[] sealed = HexFormat.of()
                .parseHex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37"
                        + "f3ffc7703f9400e52a7dfb4b3d3305d9"
                        + "8e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c9"
                        + "7271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0"
                        + "e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5");

        assertThat(HexFormat.of().formatHex(SecretBox.open(key, sealed)))
                .isEqualTo(
                        "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61"
                                + "296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af"
                                + "1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705");
    }

    @Test
    void valuesThatAreNotEncryptedStayAsTheyAre() {
        assertThat(opened(keys(Provider.AESCBC, "key1", SECRET), PLACE, OBJECT.getBytes(StandardCharsets.UTF_8)))
                .hasValue(OBJECT);
        assertThat(opened(
                        keys(Provider.AESCBC, "key1", SECRET),
                        PLACE,
                        "k8s:enc:kms:v2:vault:x".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void whatIsTooLargeToBeDecodedIsNotOpened() throws Exception {
        AtRestKeys keys = keys(Provider.AESGCM, "key1", SECRET);
        byte[] open = OBJECT.getBytes(StandardCharsets.UTF_8);
        byte[] largest = Arrays.copyOf(open, AtRestKeys.LARGEST - 12 - 16);
        Arrays.fill(largest, open.length, largest.length, (byte) ' ');

        assertThat(opened(keys, PLACE, sealed(Provider.AESGCM, "key1", SECRET, largest)))
                .hasValueSatisfying(object -> assertThat(object).startsWith(OBJECT));
        assertThat(opened(keys, PLACE, sealed(Provider.AESGCM, "key1", SECRET, joined(largest, new byte[] {' '}))))
                .isEmpty();
        assertThat(AtRestKeys.LARGEST).isEqualTo(16 << 20);
    }

    @Test
    void whyAValueStaysClosedDependsOnWhoHasItsKey() {
        AtRestKeys keys = keys(Provider.AESCBC, "key1", SECRET);

        assertThat(AtRestKeys.NONE.whyClosed("aesgcm")).isEqualTo(WhyClosed.NO_KEYS);
        assertThat(keys.whyClosed("aesgcm")).isEqualTo(WhyClosed.NONE_FITS);
        assertThat(keys.whyClosed("kms")).isEqualTo(WhyClosed.NOT_TO_BE_OPENED);
        assertThat(AtRestKeys.NONE.whyClosed("kms")).isEqualTo(WhyClosed.NOT_TO_BE_OPENED);
    }

    @Test
    void aConfigurationIsReadWithAllItsGroupsAndWhatHoldsNoKeyIsPassedOver() {
        AtRestKeys keys = AtRestKeys.parse("""
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                  - resources: [secrets]
                    providers:
                      - kms: {name: vault, endpoint: unix:///vault.sock}
                      - aesgcm: {keys: [{name: a, secret: %1$s}, {name: b, secret: %1$s}]}
                      - identity: {}
                  - resources: [configmaps]
                    providers:
                      - secretbox:
                          keys:
                            - name: c
                              secret: %1$s
                """.formatted(Base64.getEncoder().encodeToString(SECRET)));

        assertThat(keys).hasToString("[aesgcm key a, aesgcm key b, secretbox key c]");
        assertThat(AtRestKeys.parse("{kind: EncryptionConfiguration, resources: []}")
                        .isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            text                                           ! it is no mapping
            {kind: Pod}                                    ! found the kind Pod
            {kind: EncryptionConfiguration}                ! resources is no list
            {kind: EncryptionConfiguration, resources: [1]} ! resources[0] is no mapping
            {kind: EncryptionConfiguration, resources: [{providers: [{aescbc: {keys: [{name: a}]}}]}]} ! resources[0].providers[0].aescbc.keys[0] has no name or no secret
            {kind: EncryptionConfiguration, resources: [{providers: [{aescbc: {keys: [{name: a, secret: c2VjcmV0}]}}]}]} ! keys[0].secret has 6 bytes, not 16 or 24 or 32
            {kind: EncryptionConfiguration, resources: [{providers: [{secretbox: {keys: [{name: a, secret: "c2V*"}]}}]}]} ! keys[0].secret is not Base64
            {kind: [                                       ! it is no YAML from line
            """)
    void mistakesAreLocatedAndShowNoSecret(String yaml, String found) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AtRestKeys.parse(yaml))
                .withMessageContaining(found)
                .matches(e -> !String.valueOf(e.getMessage()).contains("c2V"));
    }

    private static AtRestKeys keys(Provider provider, String name, byte[] secret) {
        return AtRestKeys.parse(
                """
                kind: EncryptionConfiguration
                resources:
                  - providers:
                      - %s: {keys: [{name: %s, secret: %s}]}
                """.formatted(provider.word(), name, Base64.getEncoder().encodeToString(secret)));
    }

    private static Optional<String> opened(AtRestKeys keys, String place, byte[] value) {
        StoredValue open =
                keys.open(MemorySegment.ofArray(place.getBytes(StandardCharsets.UTF_8)), StoredValue.of(value));
        return open instanceof StoredValue.Json json
                ? Optional.of(new String(json.bytes().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private static byte[] sealed(Provider provider, String name, byte[] secret) throws GeneralSecurityException {
        return sealed(provider, name, secret, OBJECT.getBytes(StandardCharsets.UTF_8));
    }

    /** Sealed by other means than those that open it, where there are any. */
    private static byte[] sealed(Provider provider, String name, byte[] secret, byte[] open)
            throws GeneralSecurityException {
        byte[] nonce = Arrays.copyOf("a nonce of twenty-four bytes".getBytes(StandardCharsets.US_ASCII), 24);
        byte[] body = switch (provider) {
            case AESCBC -> {
                Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
                byte[] vector = Arrays.copyOf(nonce, 16);
                cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new IvParameterSpec(vector));
                yield joined(vector, cipher.doFinal(open));
            }
            case AESGCM -> {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                byte[] vector = Arrays.copyOf(nonce, 12);
                cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new GCMParameterSpec(128, vector));
                cipher.updateAAD(PLACE.getBytes(StandardCharsets.UTF_8));
                yield joined(vector, cipher.doFinal(open));
            }
            case SECRETBOX -> secretBox(secret, nonce, open);
        };
        return joined("k8s:enc:%s:v1:%s:".formatted(provider.word(), name).getBytes(StandardCharsets.UTF_8), body);
    }

    private static byte[] secretBox(byte[] secret, byte[] nonce, byte[] open) {
        XSalsa20Engine stream = new XSalsa20Engine();
        stream.init(true, new ParametersWithIV(new KeyParameter(secret), nonce));
        byte[] authenticatorKey = new byte[32];
        stream.processBytes(authenticatorKey, 0, 32, authenticatorKey, 0);
        byte[] body = new byte[open.length];
        stream.processBytes(open, 0, open.length, body, 0);
        Poly1305 authenticator = new Poly1305();
        authenticator.init(new KeyParameter(authenticatorKey));
        authenticator.update(body, 0, body.length);
        byte[] tag = new byte[16];
        authenticator.doFinal(tag, 0);
        return joined(nonce, joined(tag, body));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
