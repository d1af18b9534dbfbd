/**
 * The resources of Kubernetes, built in or defined in a snapshot: what kubectl calls them, where the API server keeps them in
 * etcd, and which of them a user means.
 */
@NullMarked
package io.etcdbr.resources;

import org.jspecify.annotations.NullMarked;
