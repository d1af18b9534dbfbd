/** Privileged pods on control-plane nodes, and the programs that run in them. */
@NullMarked
package io.etcdbr.kubectl.stager;

import org.jspecify.annotations.NullMarked;
