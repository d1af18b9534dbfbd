package io.etcdbr.job.check;

import io.etcdbr.error.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was found on a node.
 *
 * @param time of the node's clock, at the end of the look
 * @param disk of etcd's data; empty where the node's files cannot be seen
 * @param encryption whether the API server encrypts; empty where that cannot be seen
 */
public record NodeReport(
        Instant time,
        List<StoreState> stores,
        List<CertificateState> certificates,
        Optional<DiskState> disk,
        Optional<EncryptionState> encryption) {

    public NodeReport {
        stores = List.copyOf(stores);
        certificates = List.copyOf(certificates);
    }

    /**
     * Whether an object could be written to a store, read back and removed.
     *
     * @param ahead how much the store's clock is ahead of the node's, to a second or so
     * @param failure why not
     */
    public record StoreState(String store, Optional<Duration> ahead, Optional<Failure> failure) {}

    /**
     * A certificate of a file.
     *
     * @param subject and expiry, unless there is a problem
     */
    public record CertificateState(
            String file, Optional<String> subject, Optional<Instant> expires, Optional<String> problem) {}

    /** @param free bytes that root may still write where the data directory is */
    public record DiskState(String directory, long free) {}

    /**
     * @param configuration the API server's EncryptionConfiguration; empty if it has none
     * @param saved whether the files that go with each backup include it
     */
    public record EncryptionState(Optional<String> configuration, boolean saved) {}
}
