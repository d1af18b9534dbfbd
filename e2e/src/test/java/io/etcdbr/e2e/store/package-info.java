/** Places for backups that this machine serves to the nodes of a cluster. */
@NullMarked
package io.etcdbr.e2e.store;

import org.jspecify.annotations.NullMarked;
