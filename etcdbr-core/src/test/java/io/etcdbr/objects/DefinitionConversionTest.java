package io.etcdbr.objects;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DefinitionConversionTest {

    @Test
    void whatWasSaidOnceIsSaidForEachVersion() throws ObjectException {
        assertThat(served("""
                {"apiVersion": "apiextensions.k8s.io/v1beta1", "kind": "CustomResourceDefinition", "metadata": {"name": "x"},
                 "spec": {"group": "a.b", "version": "v1", "scope": "Namespaced", "names": {"plural": "xs", "kind": "X"},
                   "versions": [{"name": "v1", "served": true, "storage": true}, {"name": "v2", "served": true, "storage": false}],
                   "validation": {"openAPIV3Schema": {"type": "string"}}, "subresources": {"status": {}},
                   "additionalPrinterColumns": [{"name": "A", "type": "string", "JSONPath": ".a"}],
                   "preserveUnknownFields": false,
                   "conversion": {"strategy": "Webhook", "webhookClientConfig": {"url": "https://x"},
                     "conversionReviewVersions": ["v1"]}}}
                """)).isEqualTo(json("""
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "x"},
                 "spec": {"group": "a.b", "scope": "Namespaced", "names": {"plural": "xs", "kind": "X"},
                   "versions": [{"name": "v1", "served": true, "storage": true,
                       "schema": {"openAPIV3Schema": {"type": "string"}}, "subresources": {"status": {}},
                       "additionalPrinterColumns": [{"name": "A", "type": "string", "jsonPath": ".a"}]},
                     {"name": "v2", "served": true, "storage": false,
                       "schema": {"openAPIV3Schema": {"type": "string"}}, "subresources": {"status": {}},
                       "additionalPrinterColumns": [{"name": "A", "type": "string", "jsonPath": ".a"}]}],
                   "conversion": {"strategy": "Webhook", "webhook": {"clientConfig": {"url": "https://x"},
                     "conversionReviewVersions": ["v1"]}}}}
                """));
    }

    @Test
    void whatAVersionSaysForItselfStays() throws ObjectException {
        assertThat(served("""
                {"apiVersion": "apiextensions.k8s.io/v1beta1", "kind": "CustomResourceDefinition",
                 "spec": {"versions": [{"name": "v1", "schema": {"openAPIV3Schema": {"type": "object"}},
                     "additionalPrinterColumns": [{"name": "A", "JSONPath": ".a"}]}]}}
                """)).isEqualTo(json("""
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "spec": {"versions": [{"name": "v1", "schema": {"openAPIV3Schema": {"type": "object"}},
                     "additionalPrinterColumns": [{"name": "A", "jsonPath": ".a"}]}], "preserveUnknownFields": true}}
                """));
    }

    @Test
    void aSingleVersionBecomesAList() throws ObjectException {
        assertThat(served("""
                {"apiVersion": "apiextensions.k8s.io/v1beta1", "kind": "CustomResourceDefinition",
                 "spec": {"version": "v1", "preserveUnknownFields": true, "conversion": {"strategy": "None"}}}
                """)).isEqualTo(json("""
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "spec": {"versions": [{"name": "v1", "served": true, "storage": true}], "preserveUnknownFields": true,
                   "conversion": {"strategy": "None"}}}
                """));
    }

    @Test
    void everythingElseStaysAsItIs() throws ObjectException {
        for (String object : new String[] {
            "{\"apiVersion\": \"apiextensions.k8s.io/v1\", \"kind\": \"CustomResourceDefinition\", \"spec\": {\"version\": \"v1\"}}",
            "{\"apiVersion\": \"apiextensions.k8s.io/v1beta1\", \"kind\": \"Other\", \"spec\": {\"version\": \"v1\"}}",
        }) {
            assertThat(served(object)).isEqualTo(json(object));
        }
    }

    @Test
    void foreignShapesDoNoHarm() throws ObjectException {
        assertThat(served("""
                {"apiVersion": "apiextensions.k8s.io/v1beta1", "kind": "CustomResourceDefinition",
                 "spec": {"versions": [1], "conversion": [], "additionalPrinterColumns": {}, "preserveUnknownFields": []}}
                """).getAsJsonObject().get("apiVersion").getAsString())
                .isEqualTo("apiextensions.k8s.io/v1");
    }

    private static JsonElement served(String object) throws ObjectException {
        return ObjectDecoder.create()
                .decode(object.getBytes(StandardCharsets.UTF_8))
                .tree();
    }

    private static JsonElement json(String text) {
        return JsonParser.parseString(text);
    }
}
