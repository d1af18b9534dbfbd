package io.etcdbr.objects;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Tells values apart by their beginning, of which it copies no more than it looks at. */
final class Classification {
    static final byte[] PROTOBUF = "k8s\0".getBytes(StandardCharsets.US_ASCII);
    static final byte[] CBOR = {(byte) 0xd9, (byte) 0xd9, (byte) 0xf7};

    private static final byte[] ENCRYPTED = "k8s:enc:".getBytes(StandardCharsets.US_ASCII);
    private static final int LOOK = 1024;
    private static final int LOOK_FURTHER = 1 << 20;

    private Classification() {}

    static StoredValue of(MemorySegment value) {
        byte[] start = start(value, LOOK);
        if (startsWith(start, PROTOBUF)) {
            return new StoredValue.Protobuf(value, Envelope.peek(start));
        }
        if (startsWith(start, ENCRYPTED)) {
            return encrypted(value, start);
        }
        if (startsWith(start, CBOR)) {
            return new StoredValue.Cbor(value);
        }
        return firstMark(start) == '{'
                ? new StoredValue.Json(
                        value,
                        peekJson(start)
                                .or(() ->
                                        longer(value, start) ? peekJson(start(value, LOOK_FURTHER)) : Optional.empty()))
                : new StoredValue.Other(value);
    }

    /** The three names, each with a colon behind it; names hold no colon. */
    private static StoredValue encrypted(MemorySegment value, byte[] start) {
        String[] parts = new String(start, StandardCharsets.UTF_8).split(":", 6);
        if (parts.length < 6 || parts[2].isEmpty() || parts[3].isEmpty()) {
            return new StoredValue.Other(value);
        }
        int colons = 0;
        int at = 0;
        while (colons < 5) {
            colons += start[at++] == ':' ? 1 : 0;
        }
        return new StoredValue.Encrypted(value, parts[2], parts[3], parts[4], value.asSlice(at));
    }

    /** Kubernetes writes both names before anything long, so that this rarely reads far. */
    private static Optional<TypeMeta> peekJson(byte[] start) {
        Optional<String> apiVersion = Optional.empty();
        Optional<String> kind = Optional.empty();
        try (JsonReader reader = new JsonReader(new StringReader(new String(start, StandardCharsets.UTF_8)))) {
            reader.beginObject();
            while (reader.hasNext() && (apiVersion.isEmpty() || kind.isEmpty())) {
                switch (reader.nextName()) {
                    case "apiVersion" -> apiVersion = Optional.of(reader.nextString());
                    case "kind" -> kind = Optional.of(reader.nextString());
                    default -> reader.skipValue();
                }
            }
        } catch (IOException | IllegalStateException e) {
            // It ends, or is no JSON: decoding says which.
        }
        if (apiVersion.isEmpty() || kind.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TypeMeta(apiVersion.get(), kind.get()));
    }

    private static boolean longer(MemorySegment value, byte[] start) {
        return value.byteSize() > start.length;
    }

    private static byte[] start(MemorySegment value, int length) {
        return value.asSlice(0, Math.min(length, value.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static char firstMark(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return (char) b;
            }
        }
        return ' ';
    }
}
