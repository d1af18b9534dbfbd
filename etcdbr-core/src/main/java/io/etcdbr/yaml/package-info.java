/** Kubernetes objects as YAML, byte for byte as kubectl prints them wherever that is safe to read back. */
@NullMarked
package io.etcdbr.yaml;

import org.jspecify.annotations.NullMarked;
