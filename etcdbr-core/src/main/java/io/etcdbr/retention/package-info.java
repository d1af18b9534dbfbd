/** Which backups to keep and which to delete, as a pure function of what there is, the policy and the time. */
@NullMarked
package io.etcdbr.retention;

import org.jspecify.annotations.NullMarked;
