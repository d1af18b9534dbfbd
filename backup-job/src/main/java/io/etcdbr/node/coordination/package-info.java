/** What the nodes of a restore tell each other: keys in the old etcd before the outage and in the new one after it. */
@NullMarked
package io.etcdbr.node.coordination;

import org.jspecify.annotations.NullMarked;
