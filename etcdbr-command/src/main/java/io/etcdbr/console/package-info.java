/**
 * Logs on standard error: an SLF4J backend that keeps the keys of a log line apart from its message (the usual small ones
 * melt both into one text, from which no JSON can be made) and takes in what libraries say to java.util.logging.
 */
@NullMarked
package io.etcdbr.console;

import org.jspecify.annotations.NullMarked;
