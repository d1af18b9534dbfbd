/** Metrics of a run, for Prometheus: as a file for node-exporter and to a Pushgateway. */
@NullMarked
package io.etcdbr.metrics;

import org.jspecify.annotations.NullMarked;
