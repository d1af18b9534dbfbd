/** Stores in a bucket of S3 or of a server that speaks its protocol. The only package that knows the AWS SDK. */
@NullMarked
package io.etcdbr.storage.s3;

import org.jspecify.annotations.NullMarked;
