/** Certificates and keys in PEM, and what is wrong with a certificate: ours or the server's. Knows the JDK alone. */
@NullMarked
package io.etcdbr.tls;

import org.jspecify.annotations.NullMarked;
