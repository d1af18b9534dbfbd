/** All stores this program knows, by scheme. */
@NullMarked
package io.etcdbr.storage.providers;

import org.jspecify.annotations.NullMarked;
