/** "Did you mean …?" for mistyped names of settings, options and schemes. */
@NullMarked
package io.etcdbr.spelling;

import org.jspecify.annotations.NullMarked;
