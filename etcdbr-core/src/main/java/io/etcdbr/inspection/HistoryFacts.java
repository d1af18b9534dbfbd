package io.etcdbr.inspection;

import java.util.OptionalLong;

/**
 * The changes that etcd still keeps.
 *
 * @param compacted up to which revision history is gone; empty if nothing was ever compacted
 * @param scheduled a compaction that was under way
 * @param newest the last revision, 0 if there is none
 * @param changes all that are kept: {@code living} ones are the last of their keys
 * @param overwritten changes that a later one of the same key has made history
 * @param deletions of any age
 */
public record HistoryFacts(
        OptionalLong compacted,
        OptionalLong scheduled,
        long newest,
        long changes,
        long living,
        long overwritten,
        long deletions) {}
