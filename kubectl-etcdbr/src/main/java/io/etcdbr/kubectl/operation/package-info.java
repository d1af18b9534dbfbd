/** What is done in a cluster: commands in a pod of the backup's own, backups on demand, the state of it all. */
@NullMarked
package io.etcdbr.kubectl.operation;

import org.jspecify.annotations.NullMarked;
