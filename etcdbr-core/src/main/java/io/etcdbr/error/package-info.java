/** What can go wrong and how the process says so: one failure type, one table of exit codes. */
@NullMarked
package io.etcdbr.error;

import org.jspecify.annotations.NullMarked;
