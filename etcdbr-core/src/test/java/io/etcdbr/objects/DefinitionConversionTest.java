package io.etcdbr.objects;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1beta1Apiextensions.CustomResourceDefinition;
import io.kubernetes.client.proto.V1beta1Apiextensions.CustomResourceDefinitionNames;
import io.kubernetes.client.proto.V1beta1Apiextensions.CustomResourceDefinitionSpec;
import io.kubernetes.client.proto.V1beta1Apiextensions.CustomResourceDefinitionVersion;
import io.kubernetes.client.proto.V1beta1Apiextensions.CustomResourceValidation;
import io.kubernetes.client.proto.V1beta1Apiextensions.JSON;
import io.kubernetes.client.proto.V1beta1Apiextensions.JSONSchemaProps;
import io.kubernetes.client.proto.V1beta1Apiextensions.JSONSchemaPropsOrArray;
import io.kubernetes.client.proto.V1beta1Apiextensions.JSONSchemaPropsOrBool;
import io.kubernetes.client.proto.V1beta1Apiextensions.JSONSchemaPropsOrStringArray;
import java.io.ByteArrayOutputStream;
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

    /** Servers store definitions as JSON; in the other form a schema may be one thing or another. */
    @Test
    void aDefinitionInProtobufComesBackWhole() throws ObjectException {
        JSONSchemaProps text = JSONSchemaProps.newBuilder().setType("string").build();
        JSONSchemaProps number = JSONSchemaProps.newBuilder()
                .setType("integer")
                .setMinimum(-1.5)
                .setMaxLength(7)
                .setExclusiveMaximum(true)
                .build();
        JSONSchemaProps schema = JSONSchemaProps.newBuilder()
                .setType("object")
                .setDefault(JSON.newBuilder().setRaw(ByteString.copyFromUtf8("{\"a\":[1,null]}")))
                .putProperties("one", list(JSONSchemaPropsOrArray.newBuilder().setSchema(text)))
                .putProperties(
                        "some",
                        list(JSONSchemaPropsOrArray.newBuilder()
                                .addJSONSchemas(text)
                                .addJSONSchemas(number)))
                .putProperties("any", more(JSONSchemaPropsOrBool.newBuilder().setAllows(true)))
                .putProperties("none", more(JSONSchemaPropsOrBool.newBuilder().setAllows(false)))
                .putProperties(
                        "numbers",
                        more(JSONSchemaPropsOrBool.newBuilder().setAllows(true).setSchema(number)))
                .putDependencies(
                        "a",
                        JSONSchemaPropsOrStringArray.newBuilder()
                                .setSchema(text)
                                .build())
                .putDependencies(
                        "b",
                        JSONSchemaPropsOrStringArray.newBuilder()
                                .addProperty("c")
                                .addProperty("d")
                                .build())
                .addAnyOf(text)
                .addRequired("one")
                .setNot(JSONSchemaProps.newBuilder().setRef("#/x").setXKubernetesListType("map"))
                .build();
        CustomResourceDefinition definition = CustomResourceDefinition.newBuilder()
                .setMetadata(Meta.ObjectMeta.newBuilder().setName("trees.example.com"))
                .setSpec(CustomResourceDefinitionSpec.newBuilder()
                        .setGroup("example.com")
                        .setScope("Namespaced")
                        .setPreserveUnknownFields(true)
                        .setNames(CustomResourceDefinitionNames.newBuilder()
                                .setPlural("trees")
                                .setKind("Tree"))
                        .addVersions(CustomResourceDefinitionVersion.newBuilder()
                                .setName("v1")
                                .setServed(true)
                                .setStorage(true))
                        .setValidation(CustomResourceValidation.newBuilder().setOpenAPIV3Schema(schema)))
                .build();
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.writeBytes("k8s\0".getBytes(StandardCharsets.US_ASCII));
        value.writeBytes(Runtime.Unknown.newBuilder()
                .setTypeMeta(Runtime.TypeMeta.newBuilder()
                        .setApiVersion("apiextensions.k8s.io/v1beta1")
                        .setKind("CustomResourceDefinition"))
                .setRaw(definition.toByteString())
                .build()
                .toByteArray());

        KubernetesObject object = ObjectDecoder.create().decode(value.toByteArray());
        assertThat(object.complete()).isTrue();
        assertThat(object.tree()).isEqualTo(json("""
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "metadata": {"name": "trees.example.com"},
                 "spec": {"group": "example.com", "scope": "Namespaced", "preserveUnknownFields": true,
                   "names": {"plural": "trees", "kind": "Tree"},
                   "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {
                     "type": "object", "default": {"a": [1, null]}, "required": ["one"], "anyOf": [{"type": "string"}],
                     "not": {"$ref": "#/x", "x-kubernetes-list-type": "map"},
                     "properties": {
                       "one": {"type": "array", "items": {"type": "string"}},
                       "some": {"type": "array", "items": [{"type": "string"},
                         {"type": "integer", "minimum": -1.5, "maxLength": 7, "exclusiveMaximum": true}]},
                       "any": {"type": "object", "additionalProperties": true},
                       "none": {"type": "object", "additionalProperties": false},
                       "numbers": {"type": "object", "additionalProperties":
                         {"type": "integer", "minimum": -1.5, "maxLength": 7, "exclusiveMaximum": true}}},
                     "dependencies": {"a": {"type": "string"}, "b": ["c", "d"]}}}}]}}
                """));
    }

    private static JSONSchemaProps list(JSONSchemaPropsOrArray.Builder items) {
        return JSONSchemaProps.newBuilder().setType("array").setItems(items).build();
    }

    private static JSONSchemaProps more(JSONSchemaPropsOrBool.Builder properties) {
        return JSONSchemaProps.newBuilder()
                .setType("object")
                .setAdditionalProperties(properties)
                .build();
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
