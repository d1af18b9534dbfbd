/** {@code sftp://user@host/directory}: a directory on an SSH server. */
@NullMarked
package io.etcdbr.storage.sftp;

import org.jspecify.annotations.NullMarked;
