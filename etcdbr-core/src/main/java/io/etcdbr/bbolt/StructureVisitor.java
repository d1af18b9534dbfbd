package io.etcdbr.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Sees all that a {@link StructureCheck} passes, in the order of a walk through each bucket, so that data is read once. A
 * bucket comes where its name stands in its parent, between the leaf that names it and that leaf's successor. What the check
 * cannot read is not shown; what is out of order is.
 */
public interface StructureVisitor {

    /** For who only wants the check. */
    StructureVisitor NONE = new StructureVisitor() {
        @Override
        public void bucket(int depth, MemorySegment name) {}

        @Override
        public void leaf(int depth, LeafPage leaf) {}
    };

    /** Begins a bucket. {@code depth} is 1 for those in the root bucket. */
    void bucket(int depth, MemorySegment name) throws IOException;

    /** A leaf of the bucket that was begun last at this depth; 0 is the root bucket. */
    void leaf(int depth, LeafPage leaf) throws IOException;

    /** Shows everything to this one and then to {@code other}. */
    default StructureVisitor and(StructureVisitor other) {
        StructureVisitor first = this;
        return new StructureVisitor() {
            @Override
            public void bucket(int depth, MemorySegment name) throws IOException {
                first.bucket(depth, name);
                other.bucket(depth, name);
            }

            @Override
            public void leaf(int depth, LeafPage leaf) throws IOException {
                first.leaf(depth, leaf);
                other.leaf(depth, leaf);
            }
        };
    }
}
