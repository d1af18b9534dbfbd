package io.etcdbr.etcddb;

import java.io.IOException;

/** An entry of a bucket is not what etcd writes there. The message names the bucket and the place where it can. */
public final class EtcdDataException extends IOException {
    private static final long serialVersionUID = 1L;

    EtcdDataException(String problem) {
        super(problem);
    }

    /** The same problem, with where it is. */
    EtcdDataException at(String place) {
        return new EtcdDataException(place + ": " + getMessage());
    }
}
