/**
 * Reads bbolt files, whoever wrote them and whatever is in them. {@code docs/bbolt.md} is normative. Every byte read is taken
 * for possibly wrong: what does not fit ends in a {@link BboltException} that says where.
 */
@NullMarked
package io.etcdbr.bbolt;

import org.jspecify.annotations.NullMarked;
