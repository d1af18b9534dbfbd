/** The restore of a control plane from the workstation's side: plan, staging, GO, and watching. */
@NullMarked
package io.etcdbr.kubectl.restore;

import org.jspecify.annotations.NullMarked;
