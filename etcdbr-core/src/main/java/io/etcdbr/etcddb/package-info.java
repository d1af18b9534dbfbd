/**
 * What etcd keeps in its bbolt file: the buckets of etcd 3.4 to 3.6, and the status that {@code etcdutl snapshot status} prints.
 * The facts are those of etcd's {@code server/storage/schema}, {@code server/storage/mvcc} and {@code
 * etcdutl/snapshot/v3_snapshot.go} (in 3.4 {@code mvcc/backend} and {@code clientv3/snapshot}).
 */
@NullMarked
package io.etcdbr.etcddb;

import org.jspecify.annotations.NullMarked;
