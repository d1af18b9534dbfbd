/**
 * What happens on a node before GO: the plan is kept, the new data is written and proven beside the old, manifests are saved, the
 * executor is armed; and how all of that is undone. Nothing that runs is touched.
 */
@NullMarked
package io.etcdbr.node.stage;

import org.jspecify.annotations.NullMarked;
