/** The run of a program: its start, its end, its signals and the one place where failures are shown. */
@NullMarked
package io.etcdbr.program;

import org.jspecify.annotations.NullMarked;
