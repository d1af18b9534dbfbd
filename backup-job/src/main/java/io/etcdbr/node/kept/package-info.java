/** The data that a restore set aside: how far it goes, and its way out of the node. */
@NullMarked
package io.etcdbr.node.kept;

import org.jspecify.annotations.NullMarked;
