/** What tests of every module share: the contract of stores, stores made to fail, and servers to run against. */
@NullMarked
package io.etcdbr.testing;

import org.jspecify.annotations.NullMarked;
