package io.etcdbr.job.etcd;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.KeyVisitor;
import io.etcdbr.job.etcd.control.KeyPage;
import io.etcdbr.job.etcd.control.RangeClient;
import io.etcdbr.job.etcd.grpc.GrpcException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Asks for pages that suit the sizes of the values met so far. */
final class PagedKeys implements MemberKeys {
    /** As kubectl asks an API server, and that one etcd: each page costs etcd a walk over its index. */
    private static final int LARGEST_PAGE = 500;

    private static final int FIRST_PAGE = 50;
    private static final long WANTED_BYTES = 2 << 20;
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
        Answer page(byte[] from, byte[] end, int limit);
    }

    PagedKeys(long revision, Pages pages, Runnable closing) {
        this.revision = revision;
        this.pages = pages;
        this.closing = closing;
    }

    /** @throws GrpcException of everything that is no answer */
    static Answer page(RangeClient ranges, long revision, byte[] from, byte[] end, int limit) throws GrpcException {
        try {
            return new Answer.Page(ranges.page(from, end, revision, limit));
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
    public void each(byte[] from, byte[] end, KeyVisitor visitor) throws IOException {
        byte[] next = from.length == 0 ? NO_END : from;
        int limit = FIRST_PAGE;
        while (true) {
            switch (pages.page(next, end.length == 0 ? NO_END : end, limit)) {
                case Answer.Compacted(GrpcException cause) -> throw new CompactedException(revision, cause);
                case Answer.TooLarge _ -> limit = Math.max(1, limit / 4);
                case Answer.Page(KeyPage page) -> {
                    long bytes = 0;
                    for (KeyValue value : page.keys()) {
                        next = after(value, next);
                        visitor.key(value);
                        bytes += value.key().byteSize() + value.value().byteSize();
                    }
                    if (!page.more() || page.keys().isEmpty()) {
                        return;
                    }
                    long fitting = WANTED_BYTES * page.keys().size() / Math.max(1, bytes);
                    limit = (int) Math.clamp(
                            fitting, 1, Math.min(LARGEST_PAGE, 2L * page.keys().size() + 1));
                }
            }
        }
    }

    /** The least key that comes behind this one, which is not before {@code least}. */
    private static byte[] after(KeyValue value, byte[] least) {
        byte[] key = value.key().toArray(ValueLayout.JAVA_BYTE);
        if (Arrays.compareUnsigned(key, least) < 0) {
            throw new EtcdbrException(
                    ExitCode.SOURCE_DAMAGED,
                    "etcd gives its keys in another order than the one it always has",
                    "Check that etcd itself answers at the endpoint, and nothing between");
        }
        return Arrays.copyOf(key, key.length + 1);
    }

    @Override
    public void close() {
        closing.run();
    }
}
