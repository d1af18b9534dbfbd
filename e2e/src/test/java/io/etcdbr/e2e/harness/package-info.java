/** A cluster under test and what a scenario does with it, whatever kind of cluster it is. */
@NullMarked
package io.etcdbr.e2e.harness;

import org.jspecify.annotations.NullMarked;
