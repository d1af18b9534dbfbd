/** What {@code kubectl etcdbr} can be asked for: verbs of its own, and those of all programs in a pod of the cluster. */
@NullMarked
package io.etcdbr.kubectl.command;

import org.jspecify.annotations.NullMarked;
