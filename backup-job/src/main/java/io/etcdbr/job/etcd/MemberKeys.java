package io.etcdbr.job.etcd;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.etcddb.KeyVisitor;
import io.etcdbr.etcddb.KnownValues;
import java.io.IOException;

/** The keys of a member as of one revision. For one thread. */
public interface MemberKeys extends AutoCloseable {

    /** The revision that all of them are read at. */
    long revision();

    /**
     * Shows the keys from {@code from} on and before {@code end}, in order, page by page: what is shown does not outlast the call.
     *
     * @param end empty for no end
     * @param known is asked of each key, in order; those whose value it knows are not shown
     * @throws CompactedException if etcd forgot the revision before the last key was read
     * @throws EtcdbrException if the member stops answering
     */
    void each(byte[] from, byte[] end, KnownValues known, KeyVisitor visitor) throws IOException;

    @Override
    void close();
}
