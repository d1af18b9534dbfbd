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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An object of every built-in kind, each field with a value of its own, written with the official Java client's classes into a real
 * etcd, and read from a snapshot of it: no value may be lost, changed, or stand under the name of another.
 */
class EveryKindIT {
    /** What JSON says of an object within another, which the wire does not. */
    private static final List<String> WITHIN = List.of("apiversion=v1", "kind=PersistentVolumeClaim");

    @TempDir
    private Path folder;

    private final Deque<Descriptor> within = new ArrayDeque<>();
    private int counter;

    @Test
    void everyValueOfEveryKindComesBack() throws IOException, InterruptedException {
        // Definitions of that version are shown as the one that replaced it, which has less.
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
                etcd.ctlWith(value(kind, message(kind, leaves)), "put", key);
                leaves.add("apiversion=" + ProtoFiles.apiVersion(kind));
                leaves.add("kind=" + kind.getName());
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

    private Message message(Descriptor type, List<String> leaves) {
        within.push(type);
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            boolean itself = field.getType() == FieldDescriptor.Type.MESSAGE
                    && (within.contains(field.getMessageType())
                            || field.getMessageType().getName().startsWith("JSONSchemaProps"));
            if (field.isMapField()) {
                FieldDescriptor of = field.getMessageType().findFieldByNumber(2);
                builder.addRepeatedField(
                        field,
                        DynamicMessage.newBuilder(field.getMessageType())
                                .setField(field.getMessageType().findFieldByNumber(1), "k")
                                .setField(of, single("k", of, leaves))
                                .build());
            } else if (field.isRepeated() && !itself) {
                builder.addRepeatedField(field, single(name(field.getName()), field, leaves));
            } else if (!itself) {
                builder.setField(field, single(name(field.getName()), field, leaves));
            }
        }
        within.pop();
        return builder.build();
    }

    /** Some begin with a capital on the wire and not in JSON. */
    private static String name(String field) {
        return field.toLowerCase(Locale.ROOT);
    }

    private Object single(String name, FieldDescriptor field, List<String> leaves) {
        int value = ++counter;
        return switch (field.getJavaType()) {
            case STRING -> leaf(name, "v" + value, "v" + value, leaves);
            case INT -> leaf(name, value, Integer.toString(value), leaves);
            case LONG -> leaf(name, (long) value, Integer.toString(value), leaves);
            case DOUBLE -> leaf(name, value + 0.5, value + ".5", leaves);
            case BOOLEAN -> leaf(name, true, "true", leaves);
            case BYTE_STRING ->
                leaf(
                        name,
                        ByteString.copyFromUtf8("v" + value),
                        Base64.getEncoder().encodeToString(("v" + value).getBytes(StandardCharsets.UTF_8)),
                        leaves);
            case MESSAGE -> special(name, field.getMessageType(), value, leaves);
            default -> throw new AssertionError(field);
        };
    }

    private static Object leaf(String name, Object wire, String json, List<String> leaves) {
        leaves.add(name + "=" + json);
        return wire;
    }

    /** Messages that are no objects in JSON. */
    private Object special(String name, Descriptor type, int value, List<String> leaves) {
        Instant time = Instant.ofEpochSecond(1_700_000_000L + value, 123_456_000);
        return switch (type.getName()) {
            case "Time" -> {
                leaves.add(name + "=" + time.truncatedTo(ChronoUnit.SECONDS));
                yield with(type, Map.of("seconds", time.getEpochSecond(), "nanos", time.getNano()));
            }
            case "MicroTime" -> {
                leaves.add(name + "=" + time);
                yield with(type, Map.of("seconds", time.getEpochSecond(), "nanos", time.getNano()));
            }
            case "Duration" -> {
                leaves.add(name + "=" + (value % 59 + 1) + "ms");
                yield with(type, Map.of("duration", (value % 59 + 1) * 1_000_000L));
            }
            case "Quantity" -> {
                leaves.add(name + "=" + value + "m");
                yield with(type, Map.of("string", value + "m"));
            }
            case "IntOrString" -> {
                leaves.add(name + "=" + (value % 2 == 0 ? value : "v" + value));
                yield with(type, Map.of("type", value % 2L, "intVal", value, "strVal", "v" + value));
            }
            case "FieldsV1", "RawExtension", "JSON" -> {
                leaves.add("x=v" + value);
                yield with(
                        type,
                        Map.of(
                                type.getFields().getFirst().getName(),
                                ByteString.copyFromUtf8("{\"x\":\"v" + value + "\"}")));
            }
            case "ExtraValue" -> {
                leaves.add("k=v" + value);
                yield DynamicMessage.newBuilder(type)
                        .addRepeatedField(type.findFieldByName("items"), "v" + value)
                        .build();
            }
            default -> message(type, leaves);
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

    /** What stands in a tree, under the last name on the way there. */
    private static void leaves(String name, JsonElement json, List<String> leaves) {
        switch (json) {
            case JsonObject object ->
                object.entrySet().forEach(entry -> leaves(entry.getKey(), entry.getValue(), leaves));
            case JsonArray array -> array.forEach(element -> leaves(name, element, leaves));
            case JsonPrimitive primitive -> leaves.add(name(name) + "=" + primitive.getAsString());
            default -> {}
        }
    }
}
