/** Stores around other stores. */
@NullMarked
package io.etcdbr.storage.decorate;

import org.jspecify.annotations.NullMarked;
