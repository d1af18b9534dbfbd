/**
 * What {@code kubectl get} shows of an object in a table, by kind. Columns and their wording were learned from what an API server
 * of Kubernetes 1.36 answers for real objects, and from the documentation of kubectl.
 */
@NullMarked
package io.etcdbr.columns;

import org.jspecify.annotations.NullMarked;
