package io.etcdbr.objects;

import com.google.protobuf.CodedOutputStream;
import io.etcdbr.objects.FieldType.Shape;
import io.etcdbr.objects.ValueType.Scalar;
import io.etcdbr.objects.ValueType.Special;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Stored values that no client would write, made to see what the API server makes of them. */
final class Synthetic {
    /** The one key of every map. */
    static final String KEY = "k";

    private final Schema schema;
    private final Fill fill;
    private final Deque<ValueType> within = new ArrayDeque<>();
    private int counter;

    /** What stands in the fields that hold no messages. */
    enum Content {
        NOTHING,
        ZERO,
        /** Each another value. */
        DIFFERENT
    }

    /**
     * What a value has.
     *
     * @param cut messages at this depth are empty
     * @param halved messages at this depth have only half of the fields that hold messages
     * @param half which: those whose number divided by two leaves this
     */
    record Fill(Content content, int cut, int halved, int half) {
        static final Fill ZEROS = new Fill(Content.ZERO, Integer.MAX_VALUE, -1, 0);
        static final Fill DIFFERENT = new Fill(Content.DIFFERENT, Integer.MAX_VALUE, -1, 0);
        static final Fill MESSAGES = cut(Integer.MAX_VALUE);

        static Fill cut(int depth) {
            return new Fill(Content.NOTHING, depth, -1, 0);
        }

        static Fill halved(int depth, int half) {
            return new Fill(Content.NOTHING, Integer.MAX_VALUE, depth, half);
        }

        /** Whether a message at this depth has the field. */
        boolean has(FieldType field, int depth) {
            if (field.type() instanceof ValueType.Message && field.shape() != Shape.INLINE) {
                return depth < cut && (depth != halved || field.number() % 2 == half);
            }
            return depth < cut && (content != Content.NOTHING || field.shape() == Shape.INLINE);
        }
    }

    private Synthetic(Schema schema, Fill fill) {
        this.schema = schema;
        this.fill = fill;
    }

    static byte[] value(Schema schema, TypeMeta type, Fill fill) {
        return new Synthetic(schema, fill).value(type);
    }

    /** Messages in messages below the type. */
    static int depth(Schema schema, MessageType type) {
        return depth(schema, type, new ArrayDeque<>());
    }

    private static int depth(Schema schema, MessageType type, Deque<ValueType> within) {
        int deepest = within.size();
        for (FieldType field : type.fields()) {
            if (field.type() instanceof ValueType.Message message && !within.contains(message)) {
                within.push(message);
                deepest = Math.max(deepest, depth(schema, schema.message(message.name()), within));
                within.pop();
            }
        }
        return deepest;
    }

    private byte[] value(TypeMeta type) {
        byte[] typeMeta = written(out -> {
            out.writeString(1, type.apiVersion());
            out.writeString(2, type.kind());
        });
        byte[] object = message(schema.kind(type).orElseThrow(), 0);
        byte[] unknown = written(out -> {
            out.writeByteArray(1, typeMeta);
            out.writeByteArray(2, object);
            out.writeString(3, "");
            out.writeString(4, "");
        });
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.writeBytes("k8s\0".getBytes(StandardCharsets.US_ASCII));
        value.writeBytes(unknown);
        return value.toByteArray();
    }

    private byte[] message(MessageType type, int depth) {
        return written(out -> {
            for (FieldType field : type.fields()) {
                if (fill.has(field, depth)) {
                    field(out, field, depth);
                }
            }
        });
    }

    private void field(CodedOutputStream out, FieldType field, int depth) throws IOException {
        if (field.shape() == Shape.MAP) {
            byte[] entry = written(inner -> {
                inner.writeString(1, KEY);
                write(inner, 2, field.type(), depth);
            });
            out.writeByteArray(field.number(), entry);
        } else {
            write(out, field.number(), field.type(), depth);
        }
    }

    private void write(CodedOutputStream out, int number, ValueType type, int depth) throws IOException {
        switch (type) {
            case ValueType.Message message -> {
                // Schemas of custom resources hold themselves.
                if (!within.contains(message)) {
                    within.push(message);
                    out.writeByteArray(number, message(schema.message(message.name()), depth + 1));
                    within.pop();
                }
            }
            case Scalar scalar -> scalar(out, number, scalar);
            case Special special -> out.writeByteArray(number, written(inner -> special(inner, special)));
        }
    }

    private void scalar(CodedOutputStream out, int number, Scalar type) throws IOException {
        int value = fill.content() == Content.ZERO ? 0 : ++counter;
        switch (type) {
            case STRING -> out.writeString(number, text(value));
            case BYTES -> out.writeByteArray(number, text(value).getBytes(StandardCharsets.US_ASCII));
            case BOOL -> out.writeBool(number, value != 0);
            case INT32 -> out.writeInt32(number, value);
            case INT64 -> out.writeInt64(number, value);
            case DOUBLE -> out.writeDouble(number, value);
        }
    }

    private static String text(int value) {
        return value == 0 ? "" : "v" + value;
    }

    private void special(CodedOutputStream out, Special type) throws IOException {
        int value = fill.content() == Content.ZERO ? 0 : ++counter;
        switch (type) {
            case TIME, MICRO_TIME -> {
                if (value != 0) {
                    out.writeInt64(1, value);
                    out.writeInt32(2, 987_654_321);
                }
            }
            case DURATION -> out.writeInt64(1, value * 1_000_000_007L);
            case QUANTITY -> out.writeString(1, value + "");
            case INT_OR_STRING -> {
                out.writeInt64(1, value % 2);
                out.writeInt32(2, value);
                out.writeString(3, text(value));
            }
            case RAW -> {
                if (value != 0) {
                    out.writeByteArray(1, ("{\"f:v" + value + "\":{}}").getBytes(StandardCharsets.US_ASCII));
                }
            }
            case STRINGS -> out.writeString(1, text(value));
            case SCHEMA_OR_ARRAY, SCHEMA_OR_BOOL, SCHEMA_OR_STRINGS -> {}
        }
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            writing.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
