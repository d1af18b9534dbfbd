/** The journal of a restore on a node as bytes: {@code docs/restore-design.md}, section 5. Writing them to a disk is not here. */
@NullMarked
package io.etcdbr.restore.journal;

import org.jspecify.annotations.NullMarked;
