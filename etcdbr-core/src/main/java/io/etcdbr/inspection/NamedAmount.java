package io.etcdbr.inspection;

/** What is kept under one name. */
public record NamedAmount(String name, Amount amount) {}
