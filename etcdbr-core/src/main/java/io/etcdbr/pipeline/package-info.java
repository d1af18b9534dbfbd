/**
 * The way of the bytes: from a source through digest, compression and encryption to the stores, and back. Memory is constant,
 * and whoever is slowest sets the pace. The only package that knows zstd and age.
 */
@NullMarked
package io.etcdbr.pipeline;

import org.jspecify.annotations.NullMarked;
