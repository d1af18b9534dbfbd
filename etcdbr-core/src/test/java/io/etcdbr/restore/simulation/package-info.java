/** Restores on simulated machines: everything real but the machine, the plan and the journal is a model that a seed drives. */
@NullMarked
package io.etcdbr.restore.simulation;

import org.jspecify.annotations.NullMarked;
