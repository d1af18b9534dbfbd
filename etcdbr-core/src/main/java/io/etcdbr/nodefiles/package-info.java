/** Files of the node that a restore may need beside the snapshot: certificates, manifests, encryption keys. */
@NullMarked
package io.etcdbr.nodefiles;

import org.jspecify.annotations.NullMarked;
