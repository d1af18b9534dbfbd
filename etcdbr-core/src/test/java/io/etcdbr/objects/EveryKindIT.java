package io.etcdbr.objects;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.etcdbr.bbolt.Database;
import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.etcddb.EtcdDatabase;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import io.kubernetes.client.proto.Runtime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An object of every built-in kind, each field with a value of its own, written with the official Java client's classes into a real
 * etcd, and read from a snapshot of it: no value may be lost, changed, or stand under the name of another.
 */
class EveryKindIT {
    /** What JSON says of an object within another, which the wire does not. */
    private static final List<String> WITHIN = List.of(
            ".spec.volumeClaimTemplates.apiVersion=v1", ".spec.volumeClaimTemplates.kind=PersistentVolumeClaim");

    /** What Go embeds: JSON has its fields in the place of it. */
    private static final Set<String> EMBEDDED = Set.of(
            "ConfigMapEnvSource.localObjectReference",
            "ConfigMapKeySelector.localObjectReference",
            "ConfigMapProjection.localObjectReference",
            "ConfigMapVolumeSource.localObjectReference",
            "DeviceAllocationConfiguration.deviceConfiguration",
            "DeviceClaimConfiguration.deviceConfiguration",
            "DeviceClassConfiguration.deviceConfiguration",
            "EphemeralContainer.ephemeralContainerCommon",
            "IngressRule.ingressRuleValue",
            "NamedRuleWithOperations.ruleWithOperations",
            "PersistentVolumeSpec.persistentVolumeSource",
            "Probe.handler",
            "RuleWithOperations.rule",
            "SecretEnvSource.localObjectReference",
            "SecretKeySelector.localObjectReference",
            "SecretProjection.localObjectReference",
            "Volume.volumeSource");

    /** Fields that JSON calls otherwise than the wire. */
    private static final Map<String, String> RENAMED = Map.of(
            "IngressClassParametersReference.aPIGroup", "apiGroup",
            "MutatingWebhookConfiguration.Webhooks", "webhooks",
            "ValidatingWebhookConfiguration.Webhooks", "webhooks",
            "Validation.Expression", "expression",
            "Variable.Expression", "expression",
            "Variable.Name", "name");

    @TempDir
    private Path folder;

    private final Deque<Descriptor> within = new ArrayDeque<>();
    private int counter;

    @Test
    void everyValueOfEveryKindComesBack() throws IOException, InterruptedException {
        // Definitions of that version are shown as the one that replaced it, which has less: DefinitionConversionTest.
        List<Descriptor> kinds = ProtoFiles.kinds().stream()
                .filter(kind -> !ProtoFiles.name(kind).equals("apiextensions.v1beta1.CustomResourceDefinition"))
                .toList();
        assertThat(kinds).hasSizeGreaterThan(80);
        Map<String, List<String>> written = new TreeMap<>();
        Path file = folder.resolve("snapshot.db");
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty())) {
            for (Descriptor kind : kinds) {
                List<String> leaves = new ArrayList<>();
                String key = "/registry/" + ProtoFiles.name(kind);
                etcd.ctlWith(value(kind, message("", kind, leaves)), "put", key);
                leaves.add(".apiVersion=" + ProtoFiles.apiVersion(kind));
                leaves.add(".kind=" + kind.getName());
                written.put(key, leaves);
            }
            etcd.ctl("snapshot", "save", file.toString());
        }

        List<String> differences = new ArrayList<>();
        try (MappedFile pages = MappedFile.open(file)) {
            Keys keys = new Keys(new EtcdDatabase(Database.open(pages)));
            ObjectDecoder decoder = ObjectDecoder.create();
            keys.newest(KeyFilter.prefix("/registry/".getBytes(StandardCharsets.UTF_8)), found -> {
                String key = new String(found.key().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
                List<String> leaves = new ArrayList<>();
                try {
                    KubernetesObject object = decoder.decode(StoredValue.of(found.value()));
                    leaves("", object.tree(), leaves);
                    object.unknown().first().forEach(field -> differences.add(key + ": unknown " + field));
                } catch (ObjectException e) {
                    differences.add(key + ": " + e.getMessage());
                }
                List<String> lost = Objects.requireNonNull(written.remove(key), key);
                List<String> more = new ArrayList<>(leaves);
                lost.forEach(more::remove);
                leaves.forEach(lost::remove);
                lost.forEach(leaf -> differences.add(key + ": lost " + leaf));
                // What is shown though it was not written can only be empty.
                more.removeAll(WITHIN);
                more.removeIf(leaf -> leaf.endsWith("=") || leaf.endsWith("=0") || leaf.endsWith("=false"));
                more.forEach(leaf -> differences.add(key + ": not written " + leaf));
            });
        }

        assertThat(differences).isEmpty();
        assertThat(written.keySet()).as("kinds that are not in the snapshot").isEmpty();
    }

    private static byte[] value(Descriptor kind, Message message) {
        Runtime.Unknown unknown = Runtime.Unknown.newBuilder()
                .setTypeMeta(Runtime.TypeMeta.newBuilder()
                        .setApiVersion(ProtoFiles.apiVersion(kind))
                        .setKind(kind.getName()))
                .setRaw(message.toByteString())
                .build();
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.writeBytes("k8s\0".getBytes(StandardCharsets.US_ASCII));
        value.writeBytes(unknown.toByteArray());
        return value.toByteArray();
    }

    private Message message(String path, Descriptor type, List<String> leaves) {
        within.push(type);
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            boolean itself = field.getType() == FieldDescriptor.Type.MESSAGE
                    && (within.contains(field.getMessageType())
                            || field.getMessageType().getName().startsWith("JSONSchemaProps"));
            String place = place(path, field);
            if (field.isMapField()) {
                FieldDescriptor of = field.getMessageType().findFieldByNumber(2);
                builder.addRepeatedField(
                        field,
                        DynamicMessage.newBuilder(field.getMessageType())
                                .setField(field.getMessageType().findFieldByNumber(1), "k")
                                .setField(of, single(place + ".k", of, leaves))
                                .build());
            } else if (field.isRepeated() && !itself) {
                builder.addRepeatedField(field, single(place, field, leaves));
            } else if (!itself) {
                builder.setField(field, single(place, field, leaves));
            }
        }
        within.pop();
        return builder.build();
    }

    /** Where JSON has a field. */
    private static String place(String path, FieldDescriptor field) {
        String name = field.getContainingType().getName() + "." + field.getName();
        return EMBEDDED.contains(name) ? path : path + "." + RENAMED.getOrDefault(name, field.getName());
    }

    private Object single(String path, FieldDescriptor field, List<String> leaves) {
        int value = ++counter;
        return switch (field.getJavaType()) {
            case STRING -> leaf(path, "v" + value, "v" + value, leaves);
            case INT -> leaf(path, value, Integer.toString(value), leaves);
            case LONG -> leaf(path, (long) value, Integer.toString(value), leaves);
            case DOUBLE -> leaf(path, value + 0.5, value + ".5", leaves);
            case BOOLEAN -> leaf(path, true, "true", leaves);
            case BYTE_STRING ->
                leaf(
                        path,
                        ByteString.copyFromUtf8("v" + value),
                        Base64.getEncoder().encodeToString(("v" + value).getBytes(StandardCharsets.UTF_8)),
                        leaves);
            case MESSAGE -> special(path, field.getMessageType(), value, leaves);
            default -> throw new AssertionError(field);
        };
    }

    private static Object leaf(String path, Object wire, String json, List<String> leaves) {
        leaves.add(path + "=" + json);
        return wire;
    }

    /** Messages that are no objects in JSON. */
    private Object special(String path, Descriptor type, int value, List<String> leaves) {
        Instant time = Instant.ofEpochSecond(1_700_000_000L + value, 123_456_000);
        return switch (type.getName()) {
            case "Time" -> {
                leaves.add(path + "=" + time.truncatedTo(ChronoUnit.SECONDS));
                yield with(type, Map.of("seconds", time.getEpochSecond(), "nanos", time.getNano()));
            }
            case "MicroTime" -> {
                leaves.add(path + "=" + time);
                yield with(type, Map.of("seconds", time.getEpochSecond(), "nanos", time.getNano()));
            }
            case "Duration" -> {
                leaves.add(path + "=" + (value % 59 + 1) + "ms");
                yield with(type, Map.of("duration", (value % 59 + 1) * 1_000_000L));
            }
            case "Quantity" -> {
                leaves.add(path + "=" + value + "m");
                yield with(type, Map.of("string", value + "m"));
            }
            case "IntOrString" -> {
                leaves.add(path + "=" + (value % 2 == 0 ? value : "v" + value));
                yield with(type, Map.of("type", value % 2L, "intVal", value, "strVal", "v" + value));
            }
            case "FieldsV1", "RawExtension", "JSON" -> {
                leaves.add(path + ".x=v" + value);
                yield with(
                        type,
                        Map.of(
                                type.getFields().getFirst().getName(),
                                ByteString.copyFromUtf8("{\"x\":\"v" + value + "\"}")));
            }
            case "ExtraValue" -> {
                leaves.add(path + "=v" + value);
                yield DynamicMessage.newBuilder(type)
                        .addRepeatedField(type.findFieldByName("items"), "v" + value)
                        .build();
            }
            default -> message(path, type, leaves);
        };
    }

    private static Message with(Descriptor type, Map<String, Object> fields) {
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
        fields.forEach((name, value) -> {
            FieldDescriptor field = type.findFieldByName(name);
            builder.setField(
                    field,
                    field.getJavaType() == FieldDescriptor.JavaType.INT && value instanceof Long number
                            ? (Object) number.intValue()
                            : value);
        });
        return builder.build();
    }

    /** What stands in a tree, and where; items of a list stand where the list does. */
    private static void leaves(String path, JsonElement json, List<String> leaves) {
        switch (json) {
            case JsonObject object ->
                object.entrySet().forEach(entry -> leaves(path + "." + entry.getKey(), entry.getValue(), leaves));
            case JsonArray array -> array.forEach(element -> leaves(path, element, leaves));
            case JsonPrimitive primitive -> leaves.add(path + "=" + primitive.getAsString());
            default -> {}
        }
    }
}
