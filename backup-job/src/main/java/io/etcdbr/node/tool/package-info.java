/** The official program that restores snapshots: where it is, which version it has, how it is started without a shell. */
@NullMarked
package io.etcdbr.node.tool;

import org.jspecify.annotations.NullMarked;
