/**
 * Kubernetes objects as kube-apiserver keeps them in etcd, and the JSON that it serves for them. Every byte is taken for possibly
 * wrong: what does not fit ends in an {@link ObjectException} that says where.
 */
@NullMarked
package io.etcdbr.objects;

import org.jspecify.annotations.NullMarked;
