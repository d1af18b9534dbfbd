/** Finds objects of Kubernetes in a snapshot as {@code kubectl get} finds them in a cluster. */
@NullMarked
package io.etcdbr.lookup;

import org.jspecify.annotations.NullMarked;
