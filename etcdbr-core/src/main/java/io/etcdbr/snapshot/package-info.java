/** Opens the database in a stored backup or in a local file, whole or at single places. */
@NullMarked
package io.etcdbr.snapshot;

import org.jspecify.annotations.NullMarked;
