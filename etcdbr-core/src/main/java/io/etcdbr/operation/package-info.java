/** What can be done with stored backups: each operation takes a record of options and gives a record of results. */
@NullMarked
package io.etcdbr.operation;

import org.jspecify.annotations.NullMarked;
