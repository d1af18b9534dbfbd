package io.etcdbr.output;

/** How objects of Kubernetes are shown. */
public enum ObjectForm {
    /** As {@code kubectl get} does. */
    TABLE,
    /** With more columns. */
    WIDE,
    YAML,
    JSON,
    /** Type and name, one object a line. */
    NAME,
    /** The bytes that etcd has of one object. */
    RAW
}
