package io.etcdbr.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a bucket in the order of the keys. For one thread. Holds the pages from the tree's top to the current leaf and
 * checks each as it comes: keys must ascend and keep to the separators above, so a damaged tree ends in a {@link
 * BboltException} and never in keys left out, given twice, or a walk without end: separate ranges of keys bar a branch from being met
 * twice, and the pages met on the way from one end to the other are no more than the file has.
 * After an exception only {@link #first}, {@link #last} and {@link #seek} may be called.
 */
public final class Cursor {
    static final int MAX_DEPTH = 64;

    private final Bucket bucket;
    private final List<Step> path = new ArrayList<>();
    private @Nullable LeafPage leaf;
    private int index;
    private boolean backwards;
    /** Pages since the walk began or turned. */
    private long met;

    /** A branch on the way down, the child that was taken, and the key that all of the branch's keys are less than. */
    private static final class Step {
        private final BranchPage branch;
        private final @Nullable MemorySegment limit;
        private int child;

        private Step(BranchPage branch, @Nullable MemorySegment limit, int child) {
            this.branch = branch;
            this.limit = limit;
            this.child = child;
        }

        @Nullable MemorySegment childLimit() {
            return child + 1 < branch.count() ? branch.key(child + 1) : limit;
        }
    }

    /** Which child to take on the way down, and which element of the leaf. */
    private record Aim(ToIntFunction<Elements> child, ToIntFunction<Elements> element) {
        static final Aim FIRST = new Aim(branch -> 0, leaf -> 0);
        static final Aim LAST = new Aim(branch -> branch.count() - 1, leaf -> leaf.count() - 1);

        static Aim at(MemorySegment key) {
            return new Aim(branch -> Math.max(0, branch.highestNotAbove(key)), leaf -> leaf.lowest(key));
        }
    }

    Cursor(Bucket bucket) {
        this.bucket = bucket;
    }

    /** Goes to the first key. False if the bucket is empty. */
    public boolean first() throws IOException {
        start(Aim.FIRST);
        return skipEmptyLeaves();
    }

    /** Goes to the last key. False if the bucket is empty. */
    public boolean last() throws IOException {
        start(Aim.LAST);
        return skipEmptyLeavesBackwards();
    }

    /** Goes to the first key that is not less than {@code key}. False if there is none. */
    public boolean seek(MemorySegment key) throws IOException {
        start(Aim.at(key));
        return skipEmptyLeaves();
    }

    /** Goes to {@code key}. False if it is not there; the cursor then stands as after {@link #seek}. */
    public boolean find(MemorySegment key) throws IOException {
        return seek(key) && KeyOrder.INSTANCE.compare(key(), key) == 0;
    }

    /** Goes to the next key, from the start to the first. False at the end, where it stays. */
    public boolean next() throws IOException {
        if (leaf == null) {
            return first();
        }
        if (index < leaf.count()) {
            index++;
        }
        return skipEmptyLeaves();
    }

    /** Goes to the key before, from the end to the last. False at the start, where it stays. */
    public boolean previous() throws IOException {
        if (leaf == null) {
            return false;
        }
        index--;
        return skipEmptyLeavesBackwards();
    }

    /** The key here: a slice of the file. */
    public MemorySegment key() {
        return current().key(index);
    }

    /** The value here, a slice of the file; of a bucket its header and what is inline. */
    public MemorySegment value() {
        return current().value(index);
    }

    public boolean isBucket() {
        return current().isBucket(index);
    }

    /** The bucket here. */
    public Bucket bucket() throws BboltException {
        if (!isBucket()) {
            throw new IllegalStateException("not a bucket");
        }
        return bucket.child(current(), index);
    }

    /** Where the cursor is, as errors name it: {@code page 4711, element 3}. */
    public String place() {
        return current().place() + ", element " + index;
    }

    private LeafPage current() {
        if (leaf == null || index >= leaf.count()) {
            throw new IllegalStateException("the cursor is on no key");
        }
        return leaf;
    }

    private void start(Aim aim) throws IOException {
        path.clear();
        leaf = null;
        met = 0;
        backwards = aim == Aim.LAST;
        descend(bucket.top(), null, null, aim);
    }

    /** From {@code page} down to a leaf. */
    private void descend(Page page, @Nullable MemorySegment least, @Nullable MemorySegment limit, Aim aim)
            throws IOException {
        while (true) {
            meet(page);
            switch (page) {
                case BranchPage branch -> {
                    KeyRange.check(branch.elements(), least, limit);
                    if (path.size() == MAX_DEPTH) {
                        throw new BboltException(branch.place(), "the tree is deeper than " + MAX_DEPTH + " pages");
                    }
                    int child = aim.child.applyAsInt(branch.elements());
                    Step step = new Step(branch, limit, child);
                    path.add(step);
                    least = branch.key(child);
                    limit = step.childLimit();
                    page = load(branch.child(child));
                }
                case LeafPage found -> {
                    KeyRange.check(found.elements(), least, limit);
                    leaf = found;
                    index = aim.element.applyAsInt(found.elements());
                    return;
                }
                case MetaPage meta -> throw new BboltException(meta.place(), "a meta page in a bucket's tree");
                case FreelistPage list -> throw new BboltException(list.place(), "a freelist page in a bucket's tree");
            }
        }
    }

    /** Where large pages lie in each other, reading them all would take the square of the file's size. */
    private void meet(Page page) throws BboltException {
        met += page.span();
        long most = bucket.database().meta().highWater();
        if (met > most) {
            throw new BboltException(
                    page.place(),
                    "with it the tree has more pages than the file's %d: some lie in others".formatted(most));
        }
    }

    private void turn(boolean back) {
        if (backwards != back) {
            backwards = back;
            met = 0;
        }
    }

    private Page load(long id) throws IOException {
        for (Step step : path) {
            if (step.branch.id() == id) {
                throw new BboltException(step.branch.place(), "the tree leads back to it");
            }
        }
        return bucket.database().page(id);
    }

    /** If there is no key here, goes on to the next leaf that has one. */
    private boolean skipEmptyLeaves() throws IOException {
        turn(false);
        while (leaf != null && index >= leaf.count()) {
            int depth = path.size() - 1;
            while (depth >= 0
                    && path.get(depth).child + 1 >= path.get(depth).branch.count()) {
                depth--;
            }
            if (depth < 0) {
                return false;
            }
            path.subList(depth + 1, path.size()).clear();
            Step step = path.get(depth);
            step.child++;
            descend(load(step.branch.child(step.child)), step.branch.key(step.child), step.childLimit(), Aim.FIRST);
        }
        return leaf != null;
    }

    /** If there is no key here, goes back to the last leaf before that has one. */
    private boolean skipEmptyLeavesBackwards() throws IOException {
        turn(true);
        while (leaf != null && index < 0) {
            int depth = path.size() - 1;
            while (depth >= 0 && path.get(depth).child == 0) {
                depth--;
            }
            path.subList(depth + 1, path.size()).clear();
            if (depth < 0) {
                leaf = null;
                return false;
            }
            Step step = path.get(depth);
            step.child--;
            descend(load(step.branch.child(step.child)), step.branch.key(step.child), step.childLimit(), Aim.LAST);
        }
        return leaf != null;
    }
}
