package io.etcdbr.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class OldDefinitionTest {

    @Test
    void whatWasSaidOnceIsSaidForEachVersion() {
        assertThat(served("""
                {"apiVersion": "apiextensions.k8s.io/v1beta1", "kind": "CustomResourceDefinition", "metadata": {"name": "x"},
                 "spec": {"group": "a.b", "version": "v1", "scope": "Namespaced", "names": {"plural": "xs", "kind": "X"},
                   "versions": [{"name": "v1", "served": true, "storage": true},
                     {"name": "v2", "served": true, "storage": false, "schema": {"openAPIV3Schema": {"type": "object"}}}],
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
                     {"name": "v2", "served": true, "storage": false, "schema": {"openAPIV3Schema": {"type": "object"}},
                       "subresources": {"status": {}},
                       "additionalPrinterColumns": [{"name": "A", "type": "string", "jsonPath": ".a"}]}],
                   "conversion": {"strategy": "Webhook", "webhook": {"clientConfig": {"url": "https://x"},
                     "conversionReviewVersions": ["v1"]}}}}
                """));
    }

    @Test
    void aSingleVersionBecomesAList() {
        assertThat(served("""
                {"apiVersion": "apiextensions.k8s.io/v1beta1", "kind": "CustomResourceDefinition",
                 "spec": {"version": "v1", "preserveUnknownFields": true,
                   "conversion": {"strategy": "None", "conversionReviewVersions": ["v1beta1"]}}}
                """)).isEqualTo(json("""
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "spec": {"versions": [{"name": "v1", "served": true, "storage": true}], "preserveUnknownFields": true,
                   "conversion": {"strategy": "None"}}}
                """));
    }

    @Test
    void everythingElseStaysAsItIs() {
        for (String object : new String[] {
            "{}",
            "{\"apiVersion\": \"apiextensions.k8s.io/v1\", \"kind\": \"CustomResourceDefinition\", \"spec\": {\"version\": \"v1\"}}",
            "{\"apiVersion\": \"apiextensions.k8s.io/v1beta1\", \"kind\": \"Other\", \"spec\": {\"version\": \"v1\"}}",
        }) {
            assertThat(served(object)).isEqualTo(json(object));
        }
    }

    @Test
    void foreignShapesDoNoHarm() {
        assertThat(served("""
                {"apiVersion": "apiextensions.k8s.io/v1beta1", "kind": "CustomResourceDefinition",
                 "spec": {"versions": [1], "conversion": [], "additionalPrinterColumns": {}}}
                """).get("apiVersion").getAsString()).isEqualTo("apiextensions.k8s.io/v1");
    }

    private static JsonObject served(String object) {
        return CustomResourceDefinition.asServed(json(object));
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
