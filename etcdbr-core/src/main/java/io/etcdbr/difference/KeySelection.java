package io.etcdbr.difference;

import io.etcdbr.etcddb.KeyFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Which keys are compared. */
public final class KeySelection {
    private final List<Range> ranges;
    private final KeyFilter filter;

    /** The keys from one on and before another. */
    public static final class Range {
        private final byte[] from;
        private final byte[] end;

        private Range(byte[] from, byte[] end) {
            this.from = from;
            this.end = end;
        }

        /** The least key. */
        public byte[] from() {
            return from.clone();
        }

        /** The first key behind; empty for no end. */
        public byte[] end() {
            return end.clone();
        }
    }

    private KeySelection(List<Range> ranges, List<KeyFilter> filters) {
        this.ranges = List.copyOf(ranges);
        this.filter = KeyFilter.anyOf(filters);
    }

    /** Every key. */
    public static KeySelection all() {
        return new KeySelection(List.of(new Range(new byte[0], new byte[0])), List.of(KeyFilter.all()));
    }

    /** The keys that begin with one of {@code prefixes}. */
    public static KeySelection beginningWith(List<String> prefixes) {
        List<Range> ranges = new ArrayList<>();
        List<KeyFilter> filters = new ArrayList<>();
        String last = "";
        for (String text : new TreeSet<>(prefixes)) {
            if (!last.isEmpty() && text.startsWith(last)) {
                continue;
            }
            last = text;
            byte[] prefix = text.getBytes(StandardCharsets.UTF_8);
            byte[] end = prefix.clone();
            // A path ends in a slash, never in the byte that has no successor.
            end[end.length - 1]++;
            ranges.add(new Range(prefix, end));
            filters.add(KeyFilter.prefix(prefix));
        }
        return new KeySelection(ranges, filters);
    }

    /** Just these keys. */
    public static KeySelection keys(List<String> keys) {
        List<Range> ranges = new ArrayList<>();
        List<KeyFilter> filters = new ArrayList<>();
        for (String text : new TreeSet<>(keys)) {
            byte[] key = text.getBytes(StandardCharsets.UTF_8);
            ranges.add(new Range(key, Arrays.copyOf(key, key.length + 1)));
            filters.add(KeyFilter.key(key));
        }
        return new KeySelection(ranges, filters);
    }

    /** The same as ranges that do not meet. */
    public List<Range> ranges() {
        return ranges;
    }

    /** The same as a filter. */
    public KeyFilter filter() {
        return filter;
    }
}
