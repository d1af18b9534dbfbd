/** Writes a kustomize overlay with which backups run in a cluster, from the manifests that are shipped with the program. */
@NullMarked
package io.etcdbr.kubectl.install;

import org.jspecify.annotations.NullMarked;
