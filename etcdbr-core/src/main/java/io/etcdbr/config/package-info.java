/** Settings: one table of what can be set, and the loader that merges flags, environment and file and finds every mistake. */
@NullMarked
package io.etcdbr.config;

import org.jspecify.annotations.NullMarked;
