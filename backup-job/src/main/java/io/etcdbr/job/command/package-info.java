/** What {@code etcdbr-job} can be asked for, with the verbs that only it has. */
@NullMarked
package io.etcdbr.job.command;

import org.jspecify.annotations.NullMarked;
