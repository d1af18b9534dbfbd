package io.etcdbr.job.etcd.grpc;

import java.io.IOException;

/** The server ended the call with a status other than OK. */
public final class GrpcException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient GrpcStatus status;

    public GrpcException(GrpcStatus status) {
        super(status.toString());
        this.status = status;
    }

    public GrpcStatus status() {
        return status;
    }
}
