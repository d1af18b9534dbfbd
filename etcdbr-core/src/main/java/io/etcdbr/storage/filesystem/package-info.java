/** {@code file:///directory}: a local directory or a mounted share. */
@NullMarked
package io.etcdbr.storage.filesystem;

import org.jspecify.annotations.NullMarked;
