/** The program {@code etcdbr-job}: its start, its end, its signals and the one place where failures are shown. */
@NullMarked
package io.etcdbr.job;

import org.jspecify.annotations.NullMarked;
