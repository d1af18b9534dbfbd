package io.etcdbr.lookup;

import io.etcdbr.resources.PrinterColumn;
import io.etcdbr.resources.Resource;
import java.io.IOException;
import java.util.List;

/** Takes found objects, one at a time, in kubectl's order. */
public interface ObjectSink {

    /**
     * Comes before everything else.
     *
     * @param severalKinds whether objects of several resources were asked for
     * @param single whether one object was asked for by its name
     */
    void begin(boolean severalKinds, boolean single) throws IOException;

    /**
     * Objects of this resource follow.
     *
     * @param columns those its definition asks for, empty for a built-in one
     */
    void resource(Resource resource, List<PrinterColumn> columns) throws IOException;

    void object(FoundObject object) throws IOException;

    /** Nothing follows. */
    void end() throws IOException;
}
