/** What must hold on a whole cluster. */
@NullMarked
package io.etcdbr.e2e.scenario;

import org.jspecify.annotations.NullMarked;
