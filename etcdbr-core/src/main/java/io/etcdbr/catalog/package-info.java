/** The backups of a store: found by one listing, chosen, written in the order that makes them whole, and deleted in reverse. */
@NullMarked
package io.etcdbr.catalog;

import org.jspecify.annotations.NullMarked;
