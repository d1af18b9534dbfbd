package io.etcdbr.inspection;

import io.etcdbr.resources.NamedKey;

/** @param bytes of the key and the value */
public record LargeObject(NamedKey object, String key, long bytes) {}
