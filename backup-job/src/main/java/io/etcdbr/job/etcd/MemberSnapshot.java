package io.etcdbr.job.etcd;

import io.etcdbr.job.etcd.grpc.SnapshotCall;
import io.etcdbr.job.etcd.http2.Address;
import java.io.IOException;

/** The snapshot of one member; words its failures. */
final class MemberSnapshot extends SnapshotStream {
    private final SnapshotCall call;
    private final Connector connector;
    private final Address address;
    private final String member;
    private final byte[] one = new byte[1];
    private boolean received;
    private volatile boolean closed;

    MemberSnapshot(SnapshotCall call, Connector connector, Address address, String member) {
        this.call = call;
        this.connector = connector;
        this.address = address;
        this.member = member;
    }

    @Override
    public long remaining() {
        return call.remaining();
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            int count = call.read(target, offset, length);
            received = true;
            return count;
        } catch (IOException e) {
            Diagnosis diagnosis = closed ? Diagnosis.stopped() : connector.diagnose(address, e);
            String what = received ? "broke off" : "cannot be read";
            throw new SourceException(
                    diagnosis.failure("the snapshot of etcd member " + member + " at " + address.url() + " " + what),
                    e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            call.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
