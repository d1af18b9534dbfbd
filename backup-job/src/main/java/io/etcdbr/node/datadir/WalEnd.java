package io.etcdbr.node.datadir;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How far a WAL goes beyond what a database holds of it. Entries without data, as each election writes one, change nothing.
 *
 * @param committed the index up to which the newest note of it says that the members agreed; etcd does not sync that note by itself, so
 *     they may have agreed on all
 * @param last the index of the last entry; at least that of the database
 * @param lastChange that of the last entry with data beyond the database; 0 if there is none
 * @param changes how many entries with data there are beyond the database
 */
public record WalEnd(long committed, long last, long lastChange, long changes) {
    /** Number of the segment, and the index that its first new entry has. */
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})\\.wal");

    private static final int HEX = 16;

    /** Fields of {@code raftpb.Entry} and {@code raftpb.HardState}. */
    private static final int ENTRY_INDEX = 3 << 3;

    private static final int ENTRY_DATA = 4 << 3 | 2;
    private static final int STATE_COMMIT = 3 << 3;

    /**
     * Reads the segments that may hold entries beyond {@code applied}. What a kill cut off at the end was never acknowledged, and counts as
     * not written.
     *
     * @param folder with the {@code *.wal} files
     * @param applied the index of the last entry in the database
     * @throws IOException with a sentence, if there is none or it is damaged
     */
    public static WalEnd of(Path folder, long applied) throws IOException {
        List<Segment> all = segments(folder);
        int first = 0;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).index <= applied + 1) {
                first = i;
            }
        }
        Reading reading = new Reading(applied);
        for (Segment segment : all.subList(first, all.size())) {
            reading.read(segment.file, segment == all.getLast());
        }
        return reading.end();
    }

    private record Segment(Path file, long number, long index) {}

    private static List<Segment> segments(Path folder) throws IOException {
        List<Segment> all = WalOwner.segments(folder).stream()
                .flatMap(file -> {
                    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                    return name.matches()
                            ? Stream.of(new Segment(
                                    file,
                                    Long.parseUnsignedLong(name.group(1), HEX),
                                    Long.parseUnsignedLong(name.group(2), HEX)))
                            : Stream.empty();
                })
                .sorted(Comparator.comparingLong(Segment::number))
                .toList();
        if (all.isEmpty()) {
            throw new IOException("there is no *.wal file in " + folder);
        }
        return all;
    }

    private static final class Reading {
        private final long applied;
        private final TreeMap<Long, Boolean> beyond = new TreeMap<>();
        private long committed;
        private long last;
        private int checksum;
        private boolean begun;

        Reading(long applied) {
            this.applied = applied;
            this.last = applied;
        }

        void read(Path file, boolean lastSegment) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                ByteBuffer segment = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
                while (true) {
                    int start = segment.position();
                    try {
                        if (WalRecord.next(segment).map(this::take).isEmpty()) {
                            return;
                        }
                    } catch (IllegalArgumentException | BufferUnderflowException e) {
                        if (lastSegment && WalRecord.isCutOff(segment.position(start))) {
                            return;
                        }
                        throw new IOException(file + " is damaged at byte " + start + ": " + e.getMessage(), e);
                    }
                }
            }
        }

        private WalRecord take(WalRecord record) {
            if (record.type() == WalRecord.CHECKSUM) {
                if (begun && record.checksum() != checksum) {
                    throw new IllegalArgumentException("its checksum is not that of the segment before");
                }
                begun = true;
                checksum = record.checksum();
                return record;
            }
            int found = Castagnoli.update(checksum, record.data());
            if (found != record.checksum()) {
                throw new IllegalArgumentException("its checksum does not fit");
            }
            checksum = found;
            switch ((int) record.type()) {
                case WalRecord.ENTRY -> entry(record.data());
                case WalRecord.STATE -> state(record.data());
                default -> {
                    // Ids, and where snapshots were taken.
                }
            }
            return record;
        }

        /** One that a new leader writes takes the place of all from its index on, which were not agreed on. */
        private void entry(ByteBuffer fields) {
            long index = 0;
            boolean data = false;
            while (fields.hasRemaining()) {
                int tag = (int) WalRecord.varint(fields);
                if (tag == ENTRY_DATA) {
                    data = WalRecord.slice(fields, (int) WalRecord.varint(fields))
                            .hasRemaining();
                } else {
                    long value = WalRecord.varint(fields);
                    index = tag == ENTRY_INDEX ? value : index;
                }
            }
            if (index > applied) {
                beyond.tailMap(index, true).clear();
                beyond.put(index, data);
                last = index;
            }
        }

        private void state(ByteBuffer fields) {
            while (fields.hasRemaining()) {
                int tag = (int) WalRecord.varint(fields);
                long value = WalRecord.varint(fields);
                committed = tag == STATE_COMMIT ? value : committed;
            }
        }

        WalEnd end() {
            List<Long> changes = beyond.entrySet().stream()
                    .filter(entry -> entry.getValue())
                    .map(entry -> entry.getKey())
                    .toList();
            return new WalEnd(committed, last, changes.isEmpty() ? 0 : changes.getLast(), changes.size());
        }
    }
}
