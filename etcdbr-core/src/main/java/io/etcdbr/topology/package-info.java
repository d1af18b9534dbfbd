/**
 * What the files of a control-plane node say of its etcd, API server and kubelet, and the facts of a node as they travel from the
 * stager to whoever plans a restore. Pure: reads bytes that it is given, and touches no disk.
 */
@NullMarked
package io.etcdbr.topology;

import org.jspecify.annotations.NullMarked;
