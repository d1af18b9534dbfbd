/**
 * The command line, and the verbs that read stores: one thin class a verb, which turns settings into an operation's options and its
 * result into text. The only package that knows picocli.
 */
@NullMarked
package io.etcdbr.command;

import org.jspecify.annotations.NullMarked;
