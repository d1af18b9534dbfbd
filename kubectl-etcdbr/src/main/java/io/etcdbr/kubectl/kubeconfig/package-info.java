/** Kubeconfig files as kubectl reads them: which cluster is meant, and how to log in there. */
@NullMarked
package io.etcdbr.kubectl.kubeconfig;

import org.jspecify.annotations.NullMarked;
