/** The key index of {@code docs/format.md} section 3.3: which frames of a snapshot hold which keys, made while it flows. */
@NullMarked
package io.etcdbr.keyindex;

import org.jspecify.annotations.NullMarked;
