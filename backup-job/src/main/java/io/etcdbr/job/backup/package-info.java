/** One backup: choose a member, read, prove, store everywhere, commit. */
@NullMarked
package io.etcdbr.job.backup;

import org.jspecify.annotations.NullMarked;
