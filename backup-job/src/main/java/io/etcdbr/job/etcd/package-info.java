/**
 * The etcd that is backed up: who its members are, which one to read, and the stream of the snapshot. Only reads: never
 * compacts, defragments or writes.
 */
@NullMarked
package io.etcdbr.job.etcd;

import org.jspecify.annotations.NullMarked;
