/** Exchanges etcd's data inside its data directory, and knows from the disk alone how far that came. */
@NullMarked
package io.etcdbr.node.datadir;

import org.jspecify.annotations.NullMarked;
