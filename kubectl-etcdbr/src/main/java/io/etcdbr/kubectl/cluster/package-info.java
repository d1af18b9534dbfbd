/** The way to the cluster's API and into its pods; alone knows HTTP, WebSockets and the Kubernetes client. */
@NullMarked
package io.etcdbr.kubectl.cluster;

import org.jspecify.annotations.NullMarked;
