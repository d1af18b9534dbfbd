/** The backup format of {@code docs/format.md} in types: names, identities, digests, the manifest and the verification. */
@NullMarked
package io.etcdbr.format;

import org.jspecify.annotations.NullMarked;
