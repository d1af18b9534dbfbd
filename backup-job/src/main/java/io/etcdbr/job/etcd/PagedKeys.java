package io.etcdbr.job.etcd;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.KeyVisitor;
import io.etcdbr.etcddb.KnownValues;
import io.etcdbr.job.etcd.control.KeyPage;
import io.etcdbr.job.etcd.control.RangeClient;
import io.etcdbr.job.etcd.grpc.GrpcException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Asks for pages that suit the sizes of the values met so far. For each page etcd walks over its index up to the end of the range that
 * was asked for, whatever the limit; so it is first asked for many keys without their values, and then for values between two of these
 * keys: to read 300,000 objects by 500 up to the last one cost etcd 70 CPU seconds.
 */
final class PagedKeys implements MemberKeys {
    /** As kubectl asks an API server. */
    private static final int LARGEST_PAGE = 500;

    private static final int FIRST_PAGE = 50;
    private static final long WANTED_BYTES = 2 << 20;

    /** As an API server asks at its start, with values even ({@code storageWatchListPageSize} of its cacher). */
    private static final int MOST_NAMES = 10_000;

    /** Etcd has the values in its memory for a moment also if only keys are asked for. */
    private static final long BYTES_BEHIND_NAMES = 64L << 20;

    private static final int MOST_GROWTH = 8;
    private static final byte[] NO_END = new byte[1];
    private static final int OUT_OF_RANGE = 11;
    private static final int RESOURCE_EXHAUSTED = 8;

    private final long revision;
    private final Pages pages;
    private final Runnable closing;

    /** What came of asking for a page. */
    sealed interface Answer {
        record Page(KeyPage keys) implements Answer {}

        /** Larger than can be taken. */
        record TooLarge(GrpcException cause) implements Answer {}

        record Compacted(GrpcException cause) implements Answer {}
    }

    /** Whoever asks. */
    @FunctionalInterface
    interface Pages {
        /** @param values whether with values */
        Answer page(byte[] from, byte[] end, int limit, boolean values);
    }

    PagedKeys(long revision, Pages pages, Runnable closing) {
        this.revision = revision;
        this.pages = pages;
        this.closing = closing;
    }

    /** @throws GrpcException of everything that is no answer */
    static Answer page(RangeClient ranges, long revision, byte[] from, byte[] end, int limit, boolean values)
            throws GrpcException {
        try {
            return new Answer.Page(ranges.page(from, end, revision, limit, values));
        } catch (GrpcException e) {
            String message = e.status().message();
            if (e.status().code() == OUT_OF_RANGE && message.contains("compacted")) {
                return new Answer.Compacted(e);
            }
            if (limit > 1 && e.status().code() == RESOURCE_EXHAUSTED && message.contains("maximum size")) {
                return new Answer.TooLarge(e);
            }
            throw e;
        }
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public void each(byte[] from, byte[] end, KnownValues known, KeyVisitor visitor) throws IOException {
        byte[] next = from.length == 0 ? NO_END : from;
        byte[] last = end.length == 0 ? NO_END : end;
        Values values = new Values(known, visitor);
        int limit = FIRST_PAGE;
        while (true) {
            KeyPage names = page(next, last, limit, false);
            next = values.show(next, names.keys());
            if (!names.more() || names.keys().isEmpty()) {
                return;
            }
            long fitting = BYTES_BEHIND_NAMES * names.keys().size() / Math.max(1, values.bytesOfLast);
            limit = (int) Math.clamp(
                    fitting,
                    1,
                    Math.min(MOST_NAMES, MOST_GROWTH * (long) names.keys().size()));
        }
    }

    /** Shows keys of which the names are known. */
    private final class Values {
        private final KnownValues known;
        private final KeyVisitor visitor;
        private int limit = FIRST_PAGE;
        private long bytesOfLast;

        Values(KnownValues known, KeyVisitor visitor) {
            this.known = known;
            this.visitor = visitor;
        }

        /** Returns the least key that comes behind all of them, {@code next} if there are none. */
        byte[] show(byte[] next, List<KeyValue> names) throws IOException {
            bytesOfLast = 0;
            byte[] from = next;
            int unknown = 0;
            for (int i = 0; i < names.size(); i++) {
                KeyValue name = names.get(i);
                long size = known.size(name);
                if (size == KnownValues.UNKNOWN) {
                    unknown++;
                } else {
                    from = after(name, read(from, names.subList(i - unknown, i)));
                    unknown = 0;
                    bytesOfLast += name.key().byteSize() + size;
                }
            }
            return read(from, names.subList(names.size() - unknown, names.size()));
        }

        /** Shows all of them, which are neighbours. */
        private byte[] read(byte[] next, List<KeyValue> names) throws IOException {
            byte[] from = next;
            for (int shown = 0; shown < names.size(); ) {
                int wanted = Math.min(limit, names.size() - shown);
                byte[] behind = after(names.get(shown + wanted - 1), from);
                KeyPage page = page(from, behind, wanted, true);
                if (page.keys().isEmpty()) {
                    throw unlike();
                }
                long bytes = 0;
                for (KeyValue value : page.keys()) {
                    from = after(value, from);
                    visitor.key(value);
                    bytes += value.key().byteSize() + value.value().byteSize();
                }
                bytesOfLast += bytes;
                shown += page.keys().size();
                long fitting = WANTED_BYTES * page.keys().size() / Math.max(1, bytes);
                limit = (int) Math.clamp(
                        fitting, 1, Math.min(LARGEST_PAGE, 2L * page.keys().size() + 1));
            }
            return from;
        }
    }

    private KeyPage page(byte[] from, byte[] end, int wanted, boolean values) throws IOException {
        for (int limit = wanted; ; limit = Math.max(1, limit / 4)) {
            switch (pages.page(from, end, limit, values)) {
                case Answer.Compacted(GrpcException cause) -> throw new CompactedException(revision, cause);
                case Answer.TooLarge _ -> {}
                case Answer.Page(KeyPage page) -> {
                    return page;
                }
            }
        }
    }

    /** The least key that comes behind this one, which is not before {@code least}. */
    private static byte[] after(KeyValue value, byte[] least) {
        byte[] key = value.key().toArray(ValueLayout.JAVA_BYTE);
        if (Arrays.compareUnsigned(key, least) < 0) {
            throw unlike();
        }
        return Arrays.copyOf(key, key.length + 1);
    }

    private static EtcdbrException unlike() {
        return new EtcdbrException(
                ExitCode.SOURCE_DAMAGED,
                "etcd gives its keys in another order than the one it always has, or other ones when it is asked again",
                "Check that etcd itself answers at the endpoint, and nothing between");
    }

    @Override
    public void close() {
        closing.run();
    }
}
