/** The program {@code kubectl-etcdbr}, which kubectl runs as {@code kubectl etcdbr}. */
@NullMarked
package io.etcdbr.kubectl;

import org.jspecify.annotations.NullMarked;
