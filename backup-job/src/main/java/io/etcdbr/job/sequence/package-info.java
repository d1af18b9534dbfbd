/** What one call of {@code backup} does, in order: back up, verify, prune. */
@NullMarked
package io.etcdbr.job.sequence;

import org.jspecify.annotations.NullMarked;
