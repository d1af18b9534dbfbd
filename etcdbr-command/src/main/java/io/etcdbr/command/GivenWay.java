package io.etcdbr.command;

import io.etcdbr.progress.Progress;
import java.io.IOException;
import java.io.OutputStream;

/** Output before whose first byte the progress is taken away. */
public final class GivenWay extends OutputStream {
    private final OutputStream out;
    private final Progress progress;
    private boolean begun;

    public GivenWay(OutputStream out, Progress progress) {
        this.out = out;
        this.progress = progress;
    }

    @Override
    public void write(int b) throws IOException {
        begin();
        out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0) {
            begin();
        }
        out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    private void begin() {
        if (!begun) {
            begun = true;
            progress.giveWay();
        }
    }
}
