/**
 * The command line: one thin class a verb, which turns settings into an operation's options and its result into text. The
 * only package that knows picocli.
 */
@NullMarked
package io.etcdbr.job.command;

import org.jspecify.annotations.NullMarked;
