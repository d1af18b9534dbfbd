package io.etcdbr.bbolt;

import java.util.List;

/**
 * The outcome of a {@link StructureCheck}.
 *
 * @param findings the first {@link StructureCheck#MOST_FINDINGS} of them
 * @param found how many there are in all
 * @param usedPages pages that hold something, meta pages and freelist included
 * @param freelist whether the file has one; without it lost pages cannot be told from free ones
 */
public record StructureReport(List<Finding> findings, long found, long usedPages, boolean freelist) {

    /** Whether no damage is proven; there may be {@linkplain Finding#harmless harmless} findings. */
    public boolean sound() {
        return findings.stream().allMatch(Finding::harmless) && found == findings.size();
    }
}
