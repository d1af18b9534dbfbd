/** Whether a node can be backed up and restored: stores, certificates, clock, disk and encryption keys. */
@NullMarked
package io.etcdbr.job.check;

import org.jspecify.annotations.NullMarked;
