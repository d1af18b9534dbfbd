package io.etcdbr.kubectl.operation;

import io.etcdbr.kubectl.cluster.KubeObject;
import java.time.Instant;

/**
 * What {@code etcdbr-job check} said of a node.
 *
 * @param node empty where it is not known which
 * @param heard when, by the clock here
 */
record NodeLook(String node, Instant heard, KubeObject report) {}
