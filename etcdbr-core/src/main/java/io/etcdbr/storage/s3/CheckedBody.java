package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.ResponseInputStream;

/** The body of an answer, of a length known beforehand: a connection that ends early is a failure, not the end. */
final class CheckedBody extends InputStream {
    /** Reading on costs less than a new connection. */
    private static final int WORTH_READING = 64 << 10;

    private final ResponseInputStream<?> body;
    private final S3Errors errors;
    private final String action;
    private final BooleanSupplier storeClosed;
    private long left;

    CheckedBody(ResponseInputStream<?> body, long length, S3Errors errors, String action, BooleanSupplier storeClosed) {
        this.body = body;
        this.left = length;
        this.errors = errors;
        this.action = action;
        this.storeClosed = storeClosed;
    }

    @Override
    public int read() throws StoreException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws StoreException {
        if (storeClosed.getAsBoolean()) {
            throw errors.because(Reason.UNAVAILABLE, action, "the store was closed", "");
        }
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int count;
        try {
            count = body.read(target, offset, (int) Math.min(length, left));
        } catch (IOException | RuntimeException e) {
            throw errors.of(action, e);
        }
        if (count < 0) {
            throw errors.because(
                    Reason.UNAVAILABLE,
                    action,
                    "the connection ended " + left + " bytes before the end",
                    "Try again later");
        }
        left -= count;
        return count;
    }

    @Override
    public void close() {
        try {
            if (left > WORTH_READING) {
                body.abort();
            } else {
                body.close();
            }
        } catch (IOException | RuntimeException e) {
            // What was wanted has been read.
        }
    }
}
