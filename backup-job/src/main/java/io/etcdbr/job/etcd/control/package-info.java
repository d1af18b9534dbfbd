/** The small calls to etcd, over jetcd's stubs. */
@NullMarked
package io.etcdbr.job.etcd.control;

import org.jspecify.annotations.NullMarked;
