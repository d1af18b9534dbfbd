/** Moves the manifests of static pods out of kubelet's sight, and back as the same bytes. */
@NullMarked
package io.etcdbr.node.manifests;

import org.jspecify.annotations.NullMarked;
