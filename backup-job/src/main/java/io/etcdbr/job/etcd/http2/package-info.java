/** One HTTP/2 request and its answer over TCP or TLS, as fast as the JDK allows and never ahead of its reader. */
@NullMarked
package io.etcdbr.job.etcd.http2;

import org.jspecify.annotations.NullMarked;
