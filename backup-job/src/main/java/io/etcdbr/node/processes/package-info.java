/** The processes of static pods: which they are, how they end, and the proof that they are gone. */
@NullMarked
package io.etcdbr.node.processes;

import org.jspecify.annotations.NullMarked;
