package io.etcdbr.etcddb;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What {@code etcdutl snapshot status} says of the same file.
 *
 * @param hash CRC-32C of the names, keys and values of all buckets, unsigned; the same in all versions
 * @param revision the newest in the file, 0 if there is none
 * @param totalKeys the keys that live at that revision: what etcdutl 3.6 calls total keys
 * @param totalEntries the entries of all buckets: what etcdctl 3.4 and etcdutl 3.5 call total keys
 * @param totalSize of the database in bytes, without what may follow it
 * @param version the storage version; empty before 3.6
 */
public record SnapshotStatus(
        int hash, long revision, long totalKeys, long totalEntries, long totalSize, Optional<String> version) {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    /** The line that etcdutl 3.6 prints, for eyes that compare. */
    public String line() {
        return "%s, %d, %d, %s, %s"
                .formatted(hexadecimalHash(), revision, totalKeys, readableSize(), version.orElse(""));
    }

    /** The line that etcdctl 3.4 and etcdutl 3.5 print. */
    public String lineBefore36() {
        return "%s, %d, %d, %s".formatted(hexadecimalHash(), revision, totalEntries, readableSize());
    }

    /** As etcdutl prints it: without leading zeros. */
    public String hexadecimalHash() {
        return Integer.toHexString(hash);
    }

    private String readableSize() {
        int unit = 0;
        BigDecimal value = BigDecimal.valueOf(totalSize);
        while (value.compareTo(BigDecimal.valueOf(1000)) >= 0) {
            value = value.movePointLeft(3);
            unit++;
        }
        if (unit == 0 && totalSize < 10) {
            return totalSize + " B";
        }
        value = value.setScale(1, RoundingMode.HALF_UP);
        int digits = value.compareTo(BigDecimal.TEN) < 0 ? 1 : 0;
        return value.setScale(digits, RoundingMode.HALF_EVEN).toPlainString() + " " + UNITS[unit];
    }
}
