/** The node as its kernel shows it: paths below its root, renames that never replace, signals, the time since boot. */
@NullMarked
package io.etcdbr.node.host;

import org.jspecify.annotations.NullMarked;
