package io.etcdbr.topology;

/** A path as a container sees it, and the same on the node. */
public record MappedPath(String container, String host) {}
