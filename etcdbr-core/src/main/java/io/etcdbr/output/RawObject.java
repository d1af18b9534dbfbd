package io.etcdbr.output;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.lookup.FoundObject;
import io.etcdbr.lookup.ObjectSink;
import io.etcdbr.resources.PrinterColumn;
import io.etcdbr.resources.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** The value of one object, byte for byte as etcd has it. */
final class RawObject implements ObjectSink {
    private final OutputStream out;

    RawObject(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin(boolean severalKinds, boolean single) {
        if (!single) {
            throw new EtcdbrException(
                    ExitCode.USAGE,
                    "-o raw gives the bytes of one object, but several are asked for",
                    "Name one object");
        }
    }

    @Override
    public void resource(Resource resource, List<PrinterColumn> columns) {}

    @Override
    public void object(FoundObject object) throws IOException {
        out.write(object.stored().toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
