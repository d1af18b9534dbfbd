/** How work under way is told to stop. */
@NullMarked
package io.etcdbr.cancellation;

import org.jspecify.annotations.NullMarked;
