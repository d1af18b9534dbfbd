/** What log lines of every module agree on. */
@NullMarked
package io.etcdbr.log;

import org.jspecify.annotations.NullMarked;
