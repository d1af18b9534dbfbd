/**
 * What a snapshot holds, counted in one pass: memory grows with the number of keys, some 16 to 32 bytes each outside the heap, and
 * on the heap with the number of resources and namespaces, which is bounded.
 */
@NullMarked
package io.etcdbr.inspection;

import org.jspecify.annotations.NullMarked;
