package io.etcdbr.format;

/**
 * One data object: what it holds, and what it is in the store.
 *
 * @param object its name, without the folder
 * @param plainSize in bytes; of the snapshot, with its trailer
 * @param storedSize in bytes, compressed and encrypted
 */
public record DataObject(
        ObjectName.Data object,
        long plainSize,
        Sha256 plainSha256,
        long storedSize,
        Sha256 storedSha256,
        Compression compression) {

    public DataObject {
        if (plainSize < 0 || storedSize < 0) {
            throw new IllegalArgumentException("a size is not negative");
        }
        if (object.compression() != compression.algorithm()) {
            throw new IllegalArgumentException(object + " is not named like an object compressed with "
                    + compression.algorithm().text());
        }
    }
}
