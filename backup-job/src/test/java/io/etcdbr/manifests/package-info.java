/** Tests of what is applied to a cluster: {@code manifests/} and {@code kustomize/}. */
@NullMarked
package io.etcdbr.manifests;

import org.jspecify.annotations.NullMarked;
