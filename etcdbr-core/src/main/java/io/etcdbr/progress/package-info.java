/** How long work tells a person how far it is. */
@NullMarked
package io.etcdbr.progress;

import org.jspecify.annotations.NullMarked;
