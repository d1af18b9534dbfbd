package io.etcdbr.operation;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Tells failures of the receiver from those of the store. */
final class ReceiverStream extends FilterOutputStream {

    /** The receiver took no more. */
    static final class ReceiverException extends IOException {
        private static final long serialVersionUID = 1L;

        ReceiverException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    ReceiverStream(OutputStream receiver) {
        super(receiver);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw new ReceiverException(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw new ReceiverException(e);
        }
    }
}
