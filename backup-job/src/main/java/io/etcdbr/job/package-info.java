/** The program {@code etcdbr-job}: its start. */
@NullMarked
package io.etcdbr.job;

import org.jspecify.annotations.NullMarked;
