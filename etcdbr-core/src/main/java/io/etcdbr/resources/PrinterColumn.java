package io.etcdbr.resources;

/**
 * A column that a CustomResourceDefinition asks for in tables.
 *
 * @param type {@code integer}, {@code number}, {@code string}, {@code boolean} or {@code date}
 * @param priority 0: always shown; more: only in wide tables
 */
public record PrinterColumn(String name, String type, int priority, String jsonPath) {}
