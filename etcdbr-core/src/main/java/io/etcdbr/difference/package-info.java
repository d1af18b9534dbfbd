/**
 * What differs between two states of an etcd: objects that were added, removed or changed, without what changes by itself, and the
 * lines of one object. Memory grows with the number of keys, a few dozen bytes each outside the heap, and not with their sizes.
 */
@NullMarked
package io.etcdbr.difference;

import org.jspecify.annotations.NullMarked;
