/** Finds out how a control-plane node is: kubelet, manifests, etcd, its data, its restore tool, what else restores there. */
@NullMarked
package io.etcdbr.node.facts;

import org.jspecify.annotations.NullMarked;
