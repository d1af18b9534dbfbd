/** The verbs of {@code etcdbr-node}: one thin class each. */
@NullMarked
package io.etcdbr.node.command;

import org.jspecify.annotations.NullMarked;
