package io.etcdbr.etcddb;

import io.etcdbr.bbolt.Bucket;
import io.etcdbr.bbolt.Cursor;
import io.etcdbr.bbolt.Database;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The buckets of an etcd member. A bucket that is missing reads as an empty one, because older versions and restored snapshots
 * lack some. What cannot be understood ends in an {@link EtcdDataException} that names the bucket and the place.
 */
public final class EtcdDatabase {
    private static final ValueLayout.OfLong BIG_ENDIAN =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final Pattern VERSION = Pattern.compile("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}([-+][0-9A-Za-z.+-]{1,64})?");

    private static final int MOST_TEXT = 1 << 20;

    /** Far beyond what raft can bear, so that a hostile file fills no memory; as is this many bytes for each. */
    private static final int MOST_MEMBERS = 1000;

    private static final int USUAL_ENTRY = 4096;

    private final Bucket root;

    public EtcdDatabase(Database database) {
        root = database.root();
    }

    /** The names of all buckets, in their order. */
    public List<String> buckets() throws IOException {
        List<String> names = new ArrayList<>();
        Cursor cursor = root.cursor();
        while (cursor.next()) {
            if (cursor.isBucket()) {
                names.add(text(cursor.key()));
            }
        }
        return List.copyOf(names);
    }

    /** The changes still kept, in the order in which they were made; empty without a bucket {@code key}. */
    public Optional<Changes> changes() throws IOException {
        return root.bucket(ascii("key")).map(Changes::new);
    }

    /**
     * All members that the cluster has; in a restored snapshot those of the new one. A new cluster of etcd 3.5 leaves out the
     * client URLs here until a member restarts.
     */
    public List<Member> members() throws IOException {
        return entries(
                "members",
                MOST_MEMBERS,
                (key, value) -> Json.of(shortText(value)).member());
    }

    /** The ids of members that were removed. */
    public List<Long> removedMembers() throws IOException {
        return entries("members_removed", MOST_MEMBERS, (key, value) -> memberId(shortText(key)));
    }

    public List<Alarm> alarms() throws IOException {
        return entries("alarm", MOST_MEMBERS, (key, value) -> Alarm.of(key));
    }

    public List<Lease> leases() throws IOException {
        return entries("lease", Integer.MAX_VALUE, (key, value) -> Lease.of(value));
    }

    /** As many as {@link #leases} would give, without holding them. */
    public long leaseCount() throws IOException {
        return count("lease");
    }

    public List<User> users() throws IOException {
        return entries("authUsers", Integer.MAX_VALUE, (key, value) -> User.of(value));
    }

    /** As many as {@link #users} would give, without looking at them. */
    public long userCount() throws IOException {
        return count("authUsers");
    }

    public List<String> roles() throws IOException {
        return entries("authRoles", Integer.MAX_VALUE, (key, value) -> shortText(key));
    }

    /** As many as {@link #roles} would give, without looking at them. */
    public long roleCount() throws IOException {
        return count("authRoles");
    }

    public boolean authEnabled() throws IOException {
        return entry("auth", "authEnabled", value -> value.byteSize() == 1 && value.get(ValueLayout.JAVA_BYTE, 0) == 1)
                .orElse(false);
    }

    /** The version all members agreed on, such as {@code 3.5.0}; empty in a restored snapshot. */
    public Optional<String> clusterVersion() throws IOException {
        return entry("cluster", "clusterVersion", value -> version(shortText(value)));
    }

    /** The version that a downgrade under way leads to. */
    public Optional<String> downgradeTarget() throws IOException {
        return entry("cluster", "downgrade", value -> {
                    Json downgrade = Json.of(shortText(value));
                    return downgrade.flag("enabled")
                            ? Optional.of(version(downgrade.text("target-version")))
                            : Optional.<String>empty();
                })
                .flatMap(target -> target);
    }

    /** The index of the last raft entry applied; unsigned. */
    public OptionalLong consistentIndex() throws IOException {
        return optional(entry("meta", "consistent_index", EtcdDatabase::number));
    }

    /** The term of that entry; unsigned. Kept since 3.5. */
    public OptionalLong term() throws IOException {
        return optional(entry("meta", "term", EtcdDatabase::number));
    }

    /** Kept since 3.5. */
    public Optional<ConfState> confState() throws IOException {
        return entry("meta", "confState", value -> Json.of(shortText(value)).confState());
    }

    /** The version of the schema, such as {@code 3.6.0}. Kept since 3.6. */
    public Optional<String> storageVersion() throws IOException {
        return entry("meta", "storageVersion", value -> version(shortText(value)));
    }

    /** The revision up to which a compaction was asked for; if larger than {@link #finishedCompaction}, it was under way. */
    public OptionalLong scheduledCompaction() throws IOException {
        return optional(entry("meta", "scheduledCompactRev", Revision::main));
    }

    /** The revision up to which history is gone. */
    public OptionalLong finishedCompaction() throws IOException {
        return optional(entry("meta", "finishedCompactRev", Revision::main));
    }

    private interface Entry<T> {
        T of(MemorySegment key, MemorySegment value) throws EtcdDataException;
    }

    private interface Value<T> {
        T of(MemorySegment value) throws EtcdDataException;
    }

    private long count(String bucket) throws IOException {
        long count = 0;
        Optional<Bucket> found = root.bucket(ascii(bucket));
        if (found.isPresent()) {
            Cursor cursor = found.get().cursor();
            while (cursor.next()) {
                count++;
            }
        }
        return count;
    }

    private <T> List<T> entries(String bucket, int most, Entry<T> entry) throws IOException {
        List<T> all = new ArrayList<>();
        long mostBytes = (long) most * USUAL_ENTRY;
        long bytes = 0;
        Optional<Bucket> found = root.bucket(ascii(bucket));
        if (found.isPresent()) {
            Cursor cursor = found.get().cursor();
            while (cursor.next()) {
                if (all.size() == most) {
                    throw new EtcdDataException("bucket " + bucket + ": more than " + most + " entries");
                }
                bytes += cursor.key().byteSize() + cursor.value().byteSize();
                if (bytes > mostBytes) {
                    throw new EtcdDataException("bucket " + bucket + ": more than " + mostBytes + " bytes of entries");
                }
                try {
                    all.add(entry.of(cursor.key(), cursor.value()));
                } catch (EtcdDataException e) {
                    throw e.at("bucket " + bucket + ", " + cursor.place());
                }
            }
        }
        return List.copyOf(all);
    }

    private <T> Optional<T> entry(String bucket, String key, Value<T> value) throws IOException {
        Optional<Bucket> found = root.bucket(ascii(bucket));
        Optional<MemorySegment> bytes = found.isPresent() ? found.get().get(ascii(key)) : Optional.empty();
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(value.of(bytes.get()));
        } catch (EtcdDataException e) {
            throw e.at("bucket " + bucket + ", " + key);
        }
    }

    private static OptionalLong optional(Optional<Long> value) {
        return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    private static long number(MemorySegment value) throws EtcdDataException {
        if (value.byteSize() != Long.BYTES) {
            throw new EtcdDataException("a number of %d bytes, expected 8".formatted(value.byteSize()));
        }
        return value.get(BIG_ENDIAN, 0);
    }

    private static String version(String text) throws EtcdDataException {
        if (!VERSION.matcher(text).matches()) {
            throw new EtcdDataException("no version such as 3.6.0");
        }
        return text;
    }

    private static long memberId(String hexadecimal) throws EtcdDataException {
        try {
            return Long.parseUnsignedLong(hexadecimal, 16);
        } catch (NumberFormatException e) {
            throw new EtcdDataException("\"" + hexadecimal + "\" is no member id");
        }
    }

    static byte[] ascii(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /** @throws EtcdDataException if it is longer than anything that etcd keeps beside the keys */
    private static String shortText(MemorySegment bytes) throws EtcdDataException {
        if (bytes.byteSize() > MOST_TEXT) {
            throw new EtcdDataException("%d bytes, expected at most %d".formatted(bytes.byteSize(), MOST_TEXT));
        }
        return text(bytes);
    }

    static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
