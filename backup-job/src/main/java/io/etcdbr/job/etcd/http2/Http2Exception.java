package io.etcdbr.job.etcd.http2;

import java.io.IOException;

/** The peer broke HTTP/2, refused the stream or took the connection away; the message says which. */
public final class Http2Exception extends IOException {

    private static final long serialVersionUID = 1L;

    public Http2Exception(String message) {
        super(message);
    }
}
