package io.etcdbr.storage.s3;

import java.util.regex.Pattern;

/**
 * The names of a writer's segments: beside the object and beginning with a dot, which no {@link io.etcdbr.storage.ObjectKey}
 * does.
 *
 * @param key of the object, with the store's prefix
 * @param writer 16 hexadecimal digits
 */
record SegmentNames(String key, String writer) {
    private static final Pattern SEGMENT = Pattern.compile("(?:.*/)?\\.etcdbr-[0-9a-f]{16}-[0-9]+\\.segment");

    String of(int number) {
        return key.substring(0, key.lastIndexOf('/') + 1) + ".etcdbr-" + writer + "-" + number + ".segment";
    }

    static boolean isSegment(String key) {
        return SEGMENT.matcher(key).matches();
    }
}
