package io.etcdbr.job.etcd.grpc;

import static io.etcdbr.job.etcd.grpc.SnapshotCallTest.bytes;
import static io.etcdbr.job.etcd.grpc.SnapshotCallTest.concat;
import static io.etcdbr.job.etcd.grpc.SnapshotCallTest.message;
import static io.etcdbr.job.etcd.http2.Http2Peer.frame;
import static io.etcdbr.job.etcd.http2.Http2Peer.headerBlock;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.job.etcd.http2.Http2Peer;
import io.etcdbr.job.etcd.http2.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever a server sends, the outcome is an {@link IOException} or a snapshot of the size it announced. */
class HostileAnswersTest {
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5));

    private static final byte[] SETTINGS = frame(Http2Peer.SETTINGS, 0, 0, new byte[0]);
    private static final byte[] GOOD = concat(
            SETTINGS,
            frame(
                    Http2Peer.HEADERS,
                    Http2Peer.END_HEADERS,
                    1,
                    headerBlock(":status", "200", "content-type", "application/grpc")),
            frame(Http2Peer.DATA, 0, 1, message(40, bytes(1, 60))),
            frame(Http2Peer.PING, 0, 0, new byte[8]),
            frame(Http2Peer.DATA, Http2Peer.PADDED, 1, concat(new byte[] {2}, message(0, bytes(2, 40)), new byte[2])),
            frame(Http2Peer.DATA, 0, 1, message(0, bytes(3, 32))),
            frame(
                    Http2Peer.HEADERS,
                    Http2Peer.END_HEADERS | Http2Peer.END_STREAM,
                    1,
                    headerBlock("grpc-status", "0", "grpc-message", "")));

    @Property(tries = 150, generation = GenerationMode.RANDOMIZED)
    void randomBytes(@ForAll @Size(max = 400) List<Byte> bytes) throws Exception {
        outcome(concat(SETTINGS, array(bytes)));
    }

    @Property(tries = 150, generation = GenerationMode.RANDOMIZED)
    void randomBytesAsBodyOfAGoodAnswer(@ForAll @Size(max = 400) List<Byte> bytes) throws Exception {
        int body = 9 + GOOD[9 + 2] + 9;
        outcome(concat(Arrays.copyOf(GOOD, body), frame(Http2Peer.DATA, 0, 1, array(bytes)), new byte[0]));
    }

    @Property(tries = 400, generation = GenerationMode.RANDOMIZED)
    void aGoodAnswerWithAWrongByte(@ForAll @IntRange(max = 100_000) int place, @ForAll byte wrong) throws Exception {
        byte[] answer = GOOD.clone();
        answer[place % answer.length] = wrong;
        outcome(answer);
    }

    @Property(tries = 150, generation = GenerationMode.RANDOMIZED)
    void aGoodAnswerThatIsCut(@ForAll @IntRange(max = 100_000) int place) throws Exception {
        int length = place % GOOD.length;
        assertThat(outcome(Arrays.copyOf(GOOD, length))).isEqualTo(-1);
    }

    /** The snapshot's size, or -1 if it was refused. */
    private static int outcome(byte[] answer) throws Exception {
        Http2Peer.Script script = server -> {
            server.readRequest();
            server.raw(answer);
        };
        try (Http2Peer peer = Http2Peer.playing(script);
                SnapshotCall call = SnapshotCall.open(peer.connect(), peer.address(), SHORT)) {
            byte[] target = new byte[1000];
            int size = 0;
            try {
                int count;
                while ((count = call.read(target, 0, target.length)) >= 0) {
                    size += count;
                }
            } catch (IOException e) {
                assertThat(e).hasMessageNotContaining("null");
                return -1;
            }
            assertThat(size).isGreaterThanOrEqualTo(32);
            assertThat(call.remaining()).isZero();
            return size;
        }
    }

    private static byte[] array(List<Byte> bytes) {
        byte[] array = new byte[bytes.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = bytes.get(i);
        }
        return array;
    }
}
