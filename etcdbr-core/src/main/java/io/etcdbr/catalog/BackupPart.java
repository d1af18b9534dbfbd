package io.etcdbr.catalog;

import io.etcdbr.format.ObjectName;
import java.time.Instant;

/**
 * One object of a backup, as a listing shows it.
 *
 * @param size in bytes
 * @param modified by the store's clock
 */
public record BackupPart(ObjectName name, long size, Instant modified) {}
