package io.etcdbr.format;

/** The program that wrote a document. */
public record Tool(String name, String version) {}
