package io.etcdbr.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes bbolt files as {@code docs/bbolt.md} has them: buckets of keys and values, without a freelist. */
public final class BboltWriter {
    private static final int PAGE = 4096;
    private static final int HEADER = 16;
    private static final int ELEMENT = 16;
    private static final short BRANCH = 1;
    private static final short LEAF = 2;
    private static final short META = 4;
    private static final int BUCKET = 1;

    private final SortedMap<String, SortedMap<byte[], byte[]>> buckets = new TreeMap<>();
    private final List<ByteBuffer> pages = new ArrayList<>();
    private long distance;
    private long next;

    private record Element(int flags, byte[] key, byte[] value) {
        int size() {
            return ELEMENT + key.length + value.length;
        }
    }

    private record Child(byte[] key, long page) {}

    public BboltWriter bucket(String name) {
        entries(name);
        return this;
    }

    public BboltWriter put(String bucket, byte[] key, byte[] value) {
        entries(bucket).put(key, value);
        return this;
    }

    private SortedMap<byte[], byte[]> entries(String bucket) {
        return buckets.computeIfAbsent(bucket, _ -> new TreeMap<>(Arrays::compareUnsigned));
    }

    /** From one page to the next that is used: what lies between them belongs to nothing, and is a hole in a file. */
    public BboltWriter spread(long bytes) {
        distance = bytes / PAGE;
        return this;
    }

    public byte[] bytes() {
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(build() * PAGE));
        pages.forEach(page -> file.put(Math.toIntExact(number(page) * PAGE), page.array()));
        return file.array();
    }

    /** With holes where no page is. */
    public Path write(Path to) throws IOException {
        build();
        try (FileChannel file = FileChannel.open(
                to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            for (ByteBuffer page : pages) {
                for (long at = number(page) * PAGE; page.hasRemaining(); ) {
                    at += file.write(page, at);
                }
            }
        }
        return to;
    }

    /** Returns the number of pages. */
    private long build() {
        pages.clear();
        next = 2;
        List<Element> roots = new ArrayList<>();
        for (Map.Entry<String, SortedMap<byte[], byte[]>> bucket : buckets.entrySet()) {
            List<Element> elements = new ArrayList<>();
            bucket.getValue().forEach((key, value) -> elements.add(new Element(0, key, value)));
            byte[] header = elements.isEmpty()
                    ? inline()
                    : littleEndian(16).putLong(tree(elements)).array();
            roots.add(new Element(BUCKET, bucket.getKey().getBytes(StandardCharsets.US_ASCII), header));
        }
        long root = tree(roots);
        ByteBuffer last = pages.getLast();
        long count = number(last) + last.capacity() / PAGE;
        for (int i = 0; i < 2; i++) {
            pages.add(ByteBuffer.wrap(meta(i, root, count)).order(ByteOrder.LITTLE_ENDIAN));
        }
        return count;
    }

    private static long number(ByteBuffer page) {
        return page.getLong(0);
    }

    /** An empty bucket, as bbolt keeps it: within the leaf of its parent. */
    private static byte[] inline() {
        return littleEndian(2 * HEADER).putShort(HEADER + 8, LEAF).array();
    }

    /** Returns the page at its top. */
    private long tree(List<Element> elements) {
        List<Child> level = new ArrayList<>();
        int from = 0;
        do {
            int to = from;
            int size = HEADER;
            while (to < elements.size()
                    && (to == from || size + elements.get(to).size() <= PAGE)) {
                size += elements.get(to++).size();
            }
            List<Element> part = elements.subList(from, to);
            level.add(new Child(part.isEmpty() ? new byte[0] : part.getFirst().key(), leaf(part, size)));
            from = to;
        } while (from < elements.size());
        while (level.size() > 1) {
            level = branches(level);
        }
        return level.getFirst().page();
    }

    private List<Child> branches(List<Child> children) {
        List<Child> level = new ArrayList<>();
        for (int from = 0; from < children.size(); ) {
            int to = from;
            int size = HEADER;
            while (to < children.size()
                    && (to < from + 2 || size + ELEMENT + children.get(to).key().length <= PAGE)) {
                size += ELEMENT + children.get(to++).key().length;
            }
            level.add(new Child(children.get(from).key(), branch(children.subList(from, to), size)));
            from = to;
        }
        return level;
    }

    private long leaf(List<Element> elements, int size) {
        ByteBuffer page = page(LEAF, elements.size(), size);
        int data = HEADER + ELEMENT * elements.size();
        for (int i = 0; i < elements.size(); i++) {
            Element element = elements.get(i);
            int at = HEADER + ELEMENT * i;
            page.putInt(at, element.flags())
                    .putInt(at + 4, data - at)
                    .putInt(at + 8, element.key().length)
                    .putInt(at + 12, element.value().length);
            page.put(data, element.key()).put(data + element.key().length, element.value());
            data += element.key().length + element.value().length;
        }
        return add(page);
    }

    private long branch(List<Child> children, int size) {
        ByteBuffer page = page(BRANCH, children.size(), size);
        int data = HEADER + ELEMENT * children.size();
        for (int i = 0; i < children.size(); i++) {
            Child child = children.get(i);
            int at = HEADER + ELEMENT * i;
            page.putInt(at, data - at).putInt(at + 4, child.key().length).putLong(at + 8, child.page());
            page.put(data, child.key());
            data += child.key().length;
        }
        return add(page);
    }

    private ByteBuffer page(short flags, int count, int size) {
        int whole = (size + PAGE - 1) / PAGE;
        return littleEndian(whole * PAGE)
                .putLong(0, next)
                .putShort(8, flags)
                .putShort(10, (short) count)
                .putInt(12, whole - 1);
    }

    private long add(ByteBuffer page) {
        pages.add(page);
        next += Math.max(distance, page.capacity() / PAGE);
        return number(page);
    }

    private static byte[] meta(int id, long root, long highWater) {
        ByteBuffer page = littleEndian(PAGE)
                .putLong(0, id)
                .putShort(8, META)
                .putInt(16, 0xED0CDAED)
                .putInt(20, 2)
                .putInt(24, PAGE)
                .putLong(32, root)
                .putLong(48, -1)
                .putLong(56, highWater)
                .putLong(64, 1 - id);
        long checksum = 0xcbf29ce484222325L;
        for (int at = 16; at < 72; at++) {
            checksum = (checksum ^ Byte.toUnsignedLong(page.get(at))) * 0x100000001b3L;
        }
        return page.putLong(72, checksum).array();
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
