/**
 * Values that the API server encrypts before it gives them to etcd ("encryption at rest"), opened with its own configuration. What a
 * key management service sealed is told, and left.
 */
@NullMarked
package io.etcdbr.atrest;

import org.jspecify.annotations.NullMarked;
