package io.etcdbr.objects;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The CBOR (RFC 8949) that kube-apiserver stores: definite lengths, texts also as byte strings, tag 55799 in front. A byte string
 * under one of the tags 21 to 23 is binary data that JSON shows as base64url, base64 or hexadecimal digits.
 */
final class CborReader {
    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;
    private static final int NONE = -1;

    private final byte[] value;
    private final Limits limits = new Limits();
    private int position;

    private CborReader(byte[] value) {
        this.value = value;
    }

    static JsonObject read(byte[] value) throws ObjectException {
        CborReader reader = new CborReader(value);
        JsonElement root = reader.item(0, NONE);
        if (reader.position < value.length) {
            throw reader.malformed("more behind the object's end");
        }
        if (root instanceof JsonObject object) {
            return object;
        }
        throw new ObjectException("CBOR, but not an object");
    }

    private JsonElement item(int depth, long tag) throws ObjectException {
        limits.value(depth, place());
        int first = next();
        int type = first >>> 5;
        int detail = first & 31;
        if (type == 7) {
            return simple(detail);
        }
        long argument = argument(detail);
        return switch (type) {
            case UNSIGNED -> number(argument, false);
            case NEGATIVE -> number(argument, true);
            case BYTES -> new JsonPrimitive(binary(take(argument), tag));
            case TEXT -> new JsonPrimitive(Utf8.text(take(argument)));
            case ARRAY -> array(argument, depth);
            case MAP -> map(argument, depth);
            case TAG -> item(depth + 1, argument);
            default -> throw new AssertionError(type);
        };
    }

    private JsonArray array(long length, int depth) throws ObjectException {
        require(length);
        JsonArray array = new JsonArray();
        for (long i = 0; i < length; i++) {
            array.add(item(depth + 1, NONE));
        }
        return array;
    }

    private JsonObject map(long length, int depth) throws ObjectException {
        require(length);
        JsonObject object = new JsonObject();
        for (long i = 0; i < length; i++) {
            if (!(item(depth + 1, NONE) instanceof JsonPrimitive name) || !name.isString()) {
                throw malformed("a name that is no text");
            }
            if (object.has(name.getAsString())) {
                throw malformed("the name " + ObjectException.quoted(name.getAsString()) + " twice in one object");
            }
            object.add(name.getAsString(), item(depth + 1, NONE));
        }
        return object;
    }

    private static String binary(byte[] bytes, long tag) {
        return switch ((int) tag) {
            case 21 -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            case 22 -> Base64.getEncoder().encodeToString(bytes);
            case 23 -> HexFormat.of().withUpperCase().formatHex(bytes);
            default -> Utf8.text(bytes);
        };
    }

    private JsonPrimitive number(long argument, boolean negative) {
        if (argument >= 0) {
            return new JsonPrimitive(negative ? ~argument : argument);
        }
        BigInteger unsigned = new BigInteger(Long.toUnsignedString(argument));
        return new JsonPrimitive(negative ? unsigned.not() : unsigned);
    }

    private JsonElement simple(int detail) throws ObjectException {
        return switch (detail) {
            case 20 -> new JsonPrimitive(false);
            case 21 -> new JsonPrimitive(true);
            case 22 -> JsonNull.INSTANCE;
            case 25 -> real(Float.float16ToFloat((short) big(2)));
            case 26 -> real(Float.intBitsToFloat((int) big(4)));
            case 27 -> real(Double.longBitsToDouble(big(8)));
            default -> throw malformed("the simple value " + detail);
        };
    }

    private JsonPrimitive real(double number) throws ObjectException {
        if (!Double.isFinite(number)) {
            throw malformed("the number " + number + ", which JSON has not");
        }
        return GoNumbers.of(number);
    }

    private long argument(int detail) throws ObjectException {
        return switch (detail) {
            case 24 -> big(1);
            case 25 -> big(2);
            case 26 -> big(4);
            case 27 -> big(8);
            case 28, 29, 30, 31 -> throw malformed("an indefinite or reserved length");
            default -> detail;
        };
    }

    private byte[] take(long length) throws ObjectException {
        require(length);
        byte[] taken = Arrays.copyOfRange(value, position, position + (int) length);
        position += (int) length;
        return taken;
    }

    /** @param length in bytes, or in items of which each has at least one byte */
    private void require(long length) throws ObjectException {
        if (length < 0 || length > value.length - position) {
            throw malformed("a length of %s where %d bytes are left"
                    .formatted(Long.toUnsignedString(length), value.length - position));
        }
    }

    private long big(int length) throws ObjectException {
        long number = 0;
        for (int i = 0; i < length; i++) {
            number = number << Byte.SIZE | next();
        }
        return number;
    }

    private int next() throws ObjectException {
        if (position == value.length) {
            throw malformed("it ends within an item");
        }
        return Byte.toUnsignedInt(value[position++]);
    }

    private String place() {
        return "byte " + position;
    }

    private ObjectException malformed(String problem) {
        return new ObjectException("malformed CBOR at byte %d of %d: %s".formatted(position, value.length, problem));
    }
}
