/** Templates in kubectl's dialect of JSONPath: what they say, and what they find in an object. */
@NullMarked
package io.etcdbr.jsonpath;

import org.jspecify.annotations.NullMarked;
