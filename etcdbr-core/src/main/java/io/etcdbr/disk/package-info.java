/** Files that etcdbr makes for itself on the local disk, and what the disk says to it. */
@NullMarked
package io.etcdbr.disk;

import org.jspecify.annotations.NullMarked;
