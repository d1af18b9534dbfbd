package io.etcdbr.output;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.lookup.FoundObject;
import io.etcdbr.lookup.ObjectSink;
import io.etcdbr.resources.PrinterColumn;
import io.etcdbr.resources.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/** The value of one object, byte for byte as etcd has it, or opened where keys are given. */
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
        Optional<MemorySegment> bytes = object.bytes();
        if (bytes.isPresent()) {
            out.write(bytes.get().toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
