package io.etcdbr.output;

import io.etcdbr.lookup.FoundObject;
import io.etcdbr.lookup.ObjectSink;
import io.etcdbr.resources.PrinterColumn;
import io.etcdbr.resources.Resource;
import java.io.IOException;
import java.util.List;

/** One line an object, as {@code deployment.apps/web}. */
final class ObjectNames implements ObjectSink {
    private final Appendable out;

    ObjectNames(Appendable out) {
        this.out = out;
    }

    @Override
    public void begin(boolean severalKinds, boolean single) {}

    @Override
    public void resource(Resource resource, List<PrinterColumn> columns) {}

    @Override
    public void object(FoundObject object) throws IOException {
        out.append(HumanText.safe(object.resource().objectName(object.name()))).append('\n');
    }

    @Override
    public void end() {}
}
