/** The plan of a restore: {@code docs/restore-design.md}, section 3. Made once, the same on every node, never changed. */
@NullMarked
package io.etcdbr.restore.plan;

import org.jspecify.annotations.NullMarked;
