/**
 * The machine of a restore: a pure function of states and events, {@code docs/restore-design.md}, sections 7 and 8. It does
 * nothing itself; an executor on each node runs its commands and brings back what happened.
 */
@NullMarked
package io.etcdbr.restore;

import org.jspecify.annotations.NullMarked;
