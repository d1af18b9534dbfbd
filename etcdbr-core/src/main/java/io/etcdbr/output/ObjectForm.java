package io.etcdbr.output;

import io.etcdbr.jsonpath.Template;
import java.util.List;

/** How objects of Kubernetes are shown. */
public sealed interface ObjectForm {

    /** A form that needs no further word. */
    enum Fixed implements ObjectForm {
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

    /**
     * What a template finds.
     *
     * @param asJson whether each part of it is a list in JSON
     */
    record JsonPath(Template template, boolean asJson) implements ObjectForm {}

    /** A table of the columns that are asked for. */
    record Columns(List<AskedColumn> columns) implements ObjectForm {
        public Columns {
            columns = List.copyOf(columns);
        }
    }

    /** Whether it is the table that a resource has by itself. */
    default boolean isTable() {
        return this == Fixed.TABLE || this == Fixed.WIDE;
    }

    /** Whether it is whole objects as documents. */
    default boolean isTree() {
        return this == Fixed.YAML || this == Fixed.JSON;
    }
}
