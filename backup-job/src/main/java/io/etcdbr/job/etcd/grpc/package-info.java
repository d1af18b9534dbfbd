/** What gRPC puts on HTTP/2: messages, status; and etcd's snapshot call, read as it comes. */
@NullMarked
package io.etcdbr.job.etcd.grpc;

import org.jspecify.annotations.NullMarked;
