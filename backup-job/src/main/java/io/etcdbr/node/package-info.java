/** The program {@code etcdbr-node}, which works on a control-plane node: as a pod or on the node itself. */
@NullMarked
package io.etcdbr.node;

import org.jspecify.annotations.NullMarked;
