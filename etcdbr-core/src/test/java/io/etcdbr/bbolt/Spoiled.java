package io.etcdbr.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A good file to be spoiled on purpose: its bytes, and where things are in it. */
final class Spoiled {
    private final MemorySegment bytes;
    private final Database before;

    Spoiled(String name) throws IOException {
        bytes = MemorySegment.ofArray(BboltFiles.bytes(name));
        before = Database.open(PageSource.of(bytes));
    }

    Database database() throws IOException {
        return Database.open(PageSource.of(bytes));
    }

    StructureReport check() throws IOException {
        return StructureCheck.run(database(), StructureVisitor.NONE);
    }

    Meta meta() {
        return before.meta();
    }

    /** One page, to be changed in place. */
    MemorySegment page(long id) {
        return bytes.asSlice(id * meta().pageSize(), meta().pageSize());
    }

    /** Changes both meta pages and makes their checksums fit again. */
    void meta(long offset, long value) {
        for (int id = 0; id < 2; id++) {
            page(id).set(PageHeader.LONG, offset, value);
            page(id).set(PageHeader.LONG, 72, MetaPage.checksum(page(id)));
        }
    }

    /** The first page in use that fits. */
    <P extends Page> P find(Class<P> type, Predicate<P> wanted) throws IOException {
        return Objects.requireNonNull(find(before.page(meta().rootPage()), type, wanted), "no such page");
    }

    /** The leaves of one page each, but for that of the root bucket. */
    List<Long> leaves() throws IOException {
        List<Long> leaves = new ArrayList<>();
        find(before.page(meta().rootPage()), LeafPage.class, leaf -> {
            if (leaf.span() == 1 && leaf.id() != meta().rootPage()) {
                leaves.add(leaf.id());
            }
            return false;
        });
        return leaves;
    }

    private <P extends Page> @Nullable P find(Page page, Class<P> type, Predicate<P> wanted) throws IOException {
        if (type.isInstance(page) && wanted.test(type.cast(page))) {
            return type.cast(page);
        }
        if (page instanceof BranchPage branch) {
            for (int i = 0; i < branch.count(); i++) {
                P found = find(before.page(branch.child(i)), type, wanted);
                if (found != null) {
                    return found;
                }
            }
        } else if (page instanceof LeafPage leaf) {
            for (int i = 0; i < leaf.count(); i++) {
                if (leaf.isBucket(i)) {
                    Bucket bucket = before.root().child(leaf, i);
                    P found = bucket.inline() == null ? find(bucket.top(), type, wanted) : null;
                    if (found != null) {
                        return found;
                    }
                }
            }
        }
        return null;
    }
}
