/** How the members of an etcd are. */
@NullMarked
package io.etcdbr.members;

import org.jspecify.annotations.NullMarked;
