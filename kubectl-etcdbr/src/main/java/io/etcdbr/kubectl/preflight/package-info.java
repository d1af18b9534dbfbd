/** What has to hold before a control plane is restored, as pure functions of what was found out. */
@NullMarked
package io.etcdbr.kubectl.preflight;

import org.jspecify.annotations.NullMarked;
