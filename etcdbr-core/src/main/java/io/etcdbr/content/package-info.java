/** The data objects of a stored backup as somebody reads them: watched, stoppable, and what a failure of them means. */
@NullMarked
package io.etcdbr.content;

import org.jspecify.annotations.NullMarked;
