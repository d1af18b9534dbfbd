/** The PEM files of etcd's TLS, and what is wrong with a certificate: ours or the server's. */
@NullMarked
package io.etcdbr.job.etcd.tls;

import org.jspecify.annotations.NullMarked;
