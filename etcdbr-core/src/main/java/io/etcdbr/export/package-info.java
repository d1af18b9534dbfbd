/** Objects as somebody could have written them, for {@code kubectl apply}. */
@NullMarked
package io.etcdbr.export;

import org.jspecify.annotations.NullMarked;
