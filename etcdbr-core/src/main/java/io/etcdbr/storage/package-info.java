/** The storage SPI: what every place that keeps backups must be able to do. Providers live in the packages below it. */
@NullMarked
package io.etcdbr.storage;

import org.jspecify.annotations.NullMarked;
