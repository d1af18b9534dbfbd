package io.etcdbr.job.backup;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Alarm;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Member;
import io.etcdbr.format.MemberId;
import io.etcdbr.job.etcd.ClusterState;
import io.etcdbr.job.etcd.EtcdSource;
import io.etcdbr.job.etcd.MemberKeys;
import io.etcdbr.job.etcd.MemberState;
import io.etcdbr.job.etcd.SnapshotStream;
import io.etcdbr.job.etcd.SourceException;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** An etcd of three members that does what a test says; member 1 leads. */
public final class ScriptedEtcd implements EtcdSource {
    /** Runs while the snapshot is read, on another thread; the read ends only after it. */
    Runnable whenAskedForTheRevision = () -> {};

    /** Runs in the reading thread before the snapshot breaks off. */
    Runnable beforeBreakingOff = () -> {};

    static final Failure BROKE_OFF = new Failure(ExitCode.SOURCE_UNREACHABLE, "the member broke off", "");

    public final byte[] snapshot;
    private Supplier<MemberKeys> keys = () -> {
        throw new UnsupportedOperationException("a backup reads the snapshot");
    };
    final List<Long> opened = new ArrayList<>();

    /** Opened when a member hangs in the middle of its snapshot. */
    final CountDownLatch hanging = new CountDownLatch(1);

    private final Map<Long, Integer> breaksAfter = new HashMap<>();
    private final Map<Long, Integer> hangsAfter = new HashMap<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private EtcdClusterId clusterId = new EtcdClusterId(0xcdf818194e3a8c32L);

    public ScriptedEtcd() {
        this(body(400));
    }

    /** @param database what its snapshots hold */
    public ScriptedEtcd(byte[] database) {
        snapshot = withDigest(database);
    }

    static byte[] snapshot(int sectors) {
        return withDigest(body(sectors));
    }

    private static byte[] body(int sectors) {
        byte[] body = new byte[sectors * 512];
        new Random(sectors).nextBytes(body);
        Arrays.fill(body, 0, body.length / 2, (byte) 'k');
        return body;
    }

    private static byte[] withDigest(byte[] body) {
        try {
            byte[] whole = Arrays.copyOf(body, body.length + 32);
            System.arraycopy(MessageDigest.getInstance("SHA-256").digest(body), 0, whole, body.length, 32);
            return whole;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    ScriptedEtcd breakOff(long member, int afterBytes) {
        breaksAfter.put(member, afterBytes);
        return this;
    }

    ScriptedEtcd hang(long member, int afterBytes) {
        hangsAfter.put(member, afterBytes);
        return this;
    }

    ScriptedEtcd alarm(long member, String alarm) {
        alarms.add(new Alarm(new MemberId(member), alarm));
        return this;
    }

    public ScriptedEtcd givesKeys(Supplier<MemberKeys> from) {
        keys = from;
        return this;
    }

    public ScriptedEtcd recreated() {
        clusterId = new EtcdClusterId(clusterId.value() + 1);
        return this;
    }

    @Override
    public ClusterState look() {
        return new ClusterState(clusterId, List.of(member(1), member(2), member(3)), alarms);
    }

    @Override
    public long revision(MemberState.Reachable member) {
        whenAskedForTheRevision.run();
        return member.revision() + 5;
    }

    @Override
    public SnapshotStream open(MemberState.Reachable member) {
        long id = member.member().id().value();
        opened.add(id);
        return new Stream(
                breaksAfter.getOrDefault(id, Integer.MAX_VALUE), hangsAfter.getOrDefault(id, Integer.MAX_VALUE));
    }

    @Override
    public MemberKeys keys(MemberState.Reachable member) {
        return keys.get();
    }

    @Override
    public void close() {}

    private static MemberState.Reachable member(long id) {
        URI url = URI.create("https://10.0.0." + id + ":2379");
        Member member = new Member(
                new MemberId(id), "cp" + id, List.of("https://10.0.0." + id + ":2380"), List.of(url.toString()), false);
        return new MemberState.Reachable(
                member,
                url,
                Optional.of(new MemberId(1)),
                "3.5.16",
                Optional.empty(),
                204_800,
                OptionalLong.of(102_400),
                OptionalLong.empty(),
                4711,
                5000,
                5000,
                3,
                List.of());
    }

    private final class Stream extends SnapshotStream {
        private final int breaksAfter;
        private final int hangsAfter;
        private final CountDownLatch closed = new CountDownLatch(1);
        private int position;

        Stream(int breaksAfter, int hangsAfter) {
            this.breaksAfter = breaksAfter;
            this.hangsAfter = hangsAfter;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (closed.getCount() == 0) {
                throw new SourceException(BROKE_OFF);
            }
            if (position >= breaksAfter) {
                beforeBreakingOff.run();
                throw new SourceException(BROKE_OFF);
            }
            if (position >= hangsAfter) {
                hanging.countDown();
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new SourceException(BROKE_OFF);
            }
            int n = Math.min(length, Math.min(snapshot.length, Math.min(breaksAfter, hangsAfter)) - position);
            if (position == snapshot.length) {
                return -1;
            }
            n = Math.min(n, 3_000);
            System.arraycopy(snapshot, position, bytes, offset, n);
            position += n;
            return n;
        }

        @Override
        public long remaining() {
            return snapshot.length - position;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
