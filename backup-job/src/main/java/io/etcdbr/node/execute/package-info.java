/** Runs a restore on one node: its journal, its commands, its deadlines, and what it tells people. */
@NullMarked
package io.etcdbr.node.execute;

import org.jspecify.annotations.NullMarked;
