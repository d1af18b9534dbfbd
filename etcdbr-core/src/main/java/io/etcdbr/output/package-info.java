/** Results of operations as people and programs read them: tables and texts, JSON and YAML with stable field names. */
@NullMarked
package io.etcdbr.output;

import org.jspecify.annotations.NullMarked;
