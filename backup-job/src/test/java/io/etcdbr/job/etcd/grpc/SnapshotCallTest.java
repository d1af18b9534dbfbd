package io.etcdbr.job.etcd.grpc;

import static io.etcdbr.job.etcd.http2.Http2Peer.frame;
import static io.etcdbr.job.etcd.http2.Http2Peer.headerBlock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.job.etcd.http2.Http2Exception;
import io.etcdbr.job.etcd.http2.Http2Peer;
import io.etcdbr.job.etcd.http2.Patience;
import io.etcdbr.job.etcd.http2.StalledException;
import io.etcdbr.job.etcd.http2.WrongServiceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SnapshotCallTest {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Patience PATIENT = new Patience(LONG, LONG, LONG);

    /** Only the answer to a ping is waited for in vain. */
    private static final Patience SHORT_FOR_PINGS = new Patience(Duration.ofMillis(150), Duration.ofMillis(300), LONG);

    /** Only data are. */
    private static final Patience SHORT_FOR_DATA = new Patience(Duration.ofMillis(150), LONG, Duration.ofMillis(600));

    private static final byte[] DATABASE = bytes(1, 300);
    private static final byte[] TRAILER = bytes(2, 32);
    private static final byte[] SNAPSHOT = concat(DATABASE, TRAILER);
    private static final byte[] BODY = concat(
            message(200, Arrays.copyOfRange(DATABASE, 0, 100)),
            message(0, Arrays.copyOfRange(DATABASE, 100, 300)),
            message(0, TRAILER));
    private static final String[] OK = {"grpc-status", "0", "grpc-message", ""};

    @Test
    void aSnapshotIsReadWhole() throws Exception {
        assertThat(read(answering(BODY))).isEqualTo(SNAPSHOT);
    }

    @Test
    void aMessageMayBeSplitBetweenAnyTwoBytes() throws Exception {
        for (int split = 0; split <= BODY.length; split += split < 130 ? 1 : 17) {
            int at = split;
            assertThat(read(server -> {
                        server.accept();
                        server.answer();
                        server.data(Arrays.copyOfRange(BODY, 0, at));
                        server.data(Arrays.copyOfRange(BODY, at, BODY.length));
                        server.end(OK);
                    }))
                    .as("split at %d", at)
                    .isEqualTo(SNAPSHOT);
        }
    }

    @Test
    void framesOfOneByteWithPaddingAreRead() throws Exception {
        assertThat(read(server -> {
                    server.accept();
                    server.answer();
                    for (int i = 0; i < BODY.length; i++) {
                        byte[] padded = new byte[1 + 1 + i % 5];
                        padded[0] = (byte) (i % 5);
                        padded[1] = BODY[i];
                        server.send(Http2Peer.DATA, Http2Peer.PADDED, 1, padded);
                    }
                    server.end(OK);
                }))
                .isEqualTo(SNAPSHOT);
    }

    @Test
    void howMuchIsToComeIsKnownOnceTheFirstMessageWasRead() throws Exception {
        try (Http2Peer peer = Http2Peer.playing(answering(BODY));
                SnapshotCall call = SnapshotCall.open(peer.connect(), peer.address(), PATIENT)) {
            assertThat(call.remaining()).isEqualTo(-1);
            call.read(new byte[101], 0, 101);
            assertThat(call.remaining()).isEqualTo(SNAPSHOT.length - 101);
            assertThat(call.read(new byte[1000], 0, 1000)).isEqualTo(SNAPSHOT.length - 101);
            assertThat(call.remaining()).isZero();
            assertThat(call.read(new byte[1], 0, 1)).isEqualTo(-1);
        }
    }

    @Test
    void fieldsOfLaterVersionsAndAnotherOrderAreUnderstood() throws Exception {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        first.writeBytes(new byte[] {0x22, 5, '3', '.', '7', '.', '0'});
        first.writeBytes(new byte[] {0x1a, (byte) 0xac, 2});
        first.writeBytes(DATABASE);
        first.writeBytes(new byte[] {0x10, 0, 0x49, 1, 2, 3, 4, 5, 6, 7, 8, 0x55, 1, 2, 3, 4});
        assertThat(read(answering(concat(grpc(0, first.toByteArray()), message(0, TRAILER)))))
                .isEqualTo(SNAPSHOT);
    }

    @Test
    void settingsArePromptlyAcknowledgedAndPingsAnswered() throws Exception {
        byte[] ping = bytes(3, 8);
        Http2Peer.Script script = server -> {
            server.accept();
            server.answer();
            server.data(Arrays.copyOfRange(BODY, 0, 50));
            server.send(Http2Peer.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0});
            server.send(Http2Peer.PING, 0, 0, ping);
            assertThat(server.read().type()).isEqualTo(Http2Peer.SETTINGS);
            assertThat(server.read().flags()).isEqualTo(Http2Peer.ACK);
            Http2Peer.Frame answer = server.read();
            assertThat(answer.type()).isEqualTo(Http2Peer.PING);
            assertThat(answer.flags()).isEqualTo(Http2Peer.ACK);
            assertThat(answer.payload()).isEqualTo(ping);
            server.data(Arrays.copyOfRange(BODY, 50, BODY.length));
            server.end(OK);
        };
        assertThat(read(script)).isEqualTo(SNAPSHOT);
    }

    @Test
    void headersMaySpanFramesAndBePadded() throws Exception {
        byte[] block = headerBlock(":status", "200", "content-type", "application/grpc");
        assertThat(read(server -> {
                    server.accept();
                    server.send(Http2Peer.HEADERS, Http2Peer.END_HEADERS, 1, headerBlock(":status", "103"));
                    byte[] first = concat(new byte[] {3, 0, 0, 0, 0, 16}, Arrays.copyOf(block, 7), new byte[3]);
                    server.send(Http2Peer.HEADERS, Http2Peer.PADDED | Http2Peer.PRIORITY, 1, first);
                    server.send(Http2Peer.CONTINUATION, 0, 1, new byte[0]);
                    server.send(
                            Http2Peer.CONTINUATION,
                            Http2Peer.END_HEADERS,
                            1,
                            Arrays.copyOfRange(block, 7, block.length));
                    server.data(BODY);
                    server.end(OK);
                }))
                .isEqualTo(SNAPSHOT);
    }

    @Test
    void unknownFramesAndThoseOfOtherStreamsAreIgnored() throws Exception {
        assertThat(read(server -> {
                    server.accept();
                    server.answer();
                    server.send(0xab, 0xff, 7, bytes(4, 1000));
                    server.send(Http2Peer.RST_STREAM, 0, 7, new byte[4]);
                    server.send(Http2Peer.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1});
                    server.data(BODY);
                    server.end(OK);
                }))
                .isEqualTo(SNAPSHOT);
    }

    @Test
    void aRefusalWithoutABodyIsToldWithItsDecodedText() {
        refused(
                server -> {
                    server.accept();
                    server.end(
                            ":status",
                            "200",
                            "content-type",
                            "application/grpc",
                            "grpc-status",
                            "7",
                            "grpc-message",
                            "nicht erlaubt%3A 100%25 %C3%BCber%");
                },
                GrpcException.class,
                "PERMISSION_DENIED: nicht erlaubt: 100% \u00fcber%");
    }

    @Test
    void anErrorInTheMiddleIsToldEvenInTheMiddleOfAMessage() {
        refused(
                server -> {
                    server.accept();
                    server.answer();
                    server.data(Arrays.copyOf(BODY, 77));
                    server.end("grpc-status", "14", "grpc-message", "etcdserver: server stopped");
                },
                GrpcException.class,
                "UNAVAILABLE: etcdserver: server stopped");
    }

    @Test
    void aStreamThatTheServerBreaksOffIsNoSnapshot() {
        refused(
                server -> {
                    server.accept();
                    server.answer();
                    server.data(BODY);
                    server.send(Http2Peer.RST_STREAM, 0, 1, new byte[] {0, 0, 0, 8});
                },
                Http2Exception.class,
                "it broke off the stream: CANCEL");
    }

    @Test
    void aServerThatGoesAwayWithoutOurStreamIsQuoted() {
        refused(
                server -> {
                    server.accept();
                    server.answer();
                    server.send(
                            Http2Peer.GOAWAY,
                            0,
                            0,
                            concat(new byte[] {0, 0, 0, 0, 0, 0, 0, 11}, ascii("too_many_pings")));
                    server.read();
                },
                Http2Exception.class,
                "it ended the connection: ENHANCE_YOUR_CALM (too_many_pings)");
    }

    @Test
    void aServerThatGoesAwayMayFinishOurStream() throws Exception {
        assertThat(read(server -> {
                    server.accept();
                    server.answer();
                    server.send(Http2Peer.GOAWAY, 0, 0, new byte[] {0, 0, 0, 1, 0, 0, 0, 0});
                    server.data(BODY);
                    server.end(OK);
                }))
                .isEqualTo(SNAPSHOT);
    }

    @Test
    void aServerThatGoesAwayAndDoesNotFinishOurStreamIsQuoted() {
        refused(
                server -> {
                    server.accept();
                    server.answer();
                    server.data(Arrays.copyOf(BODY, 100));
                    server.send(Http2Peer.GOAWAY, 0, 0, new byte[] {0, 0, 0, 1, 0, 0, 0, 0});
                },
                Http2Exception.class,
                "it ended the connection: NO_ERROR");
    }

    @Test
    void anEndThatIsNotAGoodOneIsNoSnapshot() {
        refused(
                server -> {
                    server.accept();
                    server.answer();
                    server.data(BODY);
                },
                Http2Exception.class,
                "it closed the connection before the end");
        refused(
                server -> {
                    server.accept();
                    server.answer();
                    server.send(Http2Peer.DATA, Http2Peer.END_STREAM, 1, BODY);
                },
                GrpcException.class,
                "it ended the call without a gRPC status");
        refused(
                server -> {
                    server.accept();
                    server.answer();
                    server.data(BODY);
                    server.end("grpc-status", "ok");
                },
                GrpcException.class,
                "it ended the call with the gRPC status 'ok'");
    }

    @Test
    void aGoodEndAfterTooFewOrTooManyBytesIsNoSnapshot() {
        refused(
                answering(Arrays.copyOf(BODY, BODY.length - message(0, TRAILER).length)),
                Http2Exception.class,
                "it ended the snapshot after 300 bytes, announced were 332");
        refused(
                answering(concat(BODY, message(0, TRAILER))),
                Http2Exception.class,
                "it ended the snapshot after 364 bytes, announced were 332");
        refused(
                answering(new byte[0]),
                Http2Exception.class,
                "it ended the snapshot after 0 bytes, announced were none");
    }

    @Test
    void aCompressedMessageIsRefused() {
        refused(answering(grpc(1, new byte[10])), Http2Exception.class, "a compressed message");
    }

    @Test
    void damagedMessagesAreRefused() {
        refused(answering(grpc(0, new byte[] {0x1a, 99, 1, 2, 3})), Http2Exception.class, "message that is damaged");
        refused(answering(grpc(0, new byte[] {0x1b, 1})), Http2Exception.class, "message that is damaged");
        refused(
                answering(grpc(0, new byte[] {0x10, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1})),
                Http2Exception.class,
                "message that is damaged");
        refused(
                answering(
                        concat(grpc(0, new byte[] {0x10, -1, -1, -1, -1, -1, -1, -1, -1, 127}), grpc(0, new byte[0]))),
                Http2Exception.class,
                "message that is damaged");
    }

    @Test
    void anOversizedFrameIsRefusedBeforeItIsRead() {
        refused(
                server -> {
                    server.accept();
                    server.answer();
                    server.raw(frame(Http2Peer.DATA, 0, 1, 16_385, new byte[100]));
                    server.read();
                },
                Http2Exception.class,
                "it sent a frame of 16385 bytes, allowed are 16384");
    }

    @Test
    void framesAgainstTheRulesAreRefused() {
        refusedAfterAnswer(frame(Http2Peer.PUSH_PROMISE, 0, 1, new byte[4]), "it pushes although told not to");
        refusedAfterAnswer(frame(Http2Peer.CONTINUATION, 4, 1, new byte[4]), "it continues headers it never began");
        refusedAfterAnswer(frame(Http2Peer.DATA, 0, 3, new byte[4]), "data that belongs to no answer");
        refusedAfterAnswer(frame(Http2Peer.HEADERS, 4, 3, new byte[0]), "answered a request that was never made");
        refusedAfterAnswer(frame(Http2Peer.HEADERS, 4, 1, headerBlock("a", "b")), "it sent headers twice");
        refusedAfterAnswer(frame(Http2Peer.HEADERS, 4, 1, new byte[] {-1, -1, -1}), "damaged headers");
        refusedAfterAnswer(frame(Http2Peer.DATA, 8, 1, new byte[] {9, 1, 2}), "more padding than frame");
        refusedAfterAnswer(frame(Http2Peer.HEADERS, 12, 1, new byte[] {9, 1, 2}), "more padding than frame");
        refusedAfterAnswer(frame(Http2Peer.DATA, 8, 1, new byte[0]), "too short");
        refusedAfterAnswer(frame(Http2Peer.RST_STREAM, 0, 1, new byte[3]), "too short");
        refusedAfterAnswer(frame(Http2Peer.GOAWAY, 0, 0, new byte[7]), "too short");
        refusedAfterAnswer(frame(Http2Peer.PING, 0, 0, new byte[7]), "damaged ping");
        refusedAfterAnswer(frame(Http2Peer.SETTINGS, 0, 0, new byte[5]), "damaged settings");
    }

    @Test
    void headersWithoutEndAreRefused() {
        refused(
                server -> {
                    server.accept();
                    server.send(Http2Peer.HEADERS, 0, 1, new byte[0]);
                    for (int i = 0; i < 10_000; i++) {
                        server.send(Http2Peer.CONTINUATION, 0, 1, new byte[0]);
                    }
                    server.read();
                },
                Http2Exception.class,
                "bytes of headers");
    }

    @Test
    void dataBeforeTheHeadersIsRefused() {
        refused(
                server -> {
                    server.accept();
                    server.data(BODY);
                },
                Http2Exception.class,
                "data that belongs to no answer");
    }

    @Test
    void otherServicesAreTold() {
        refused(
                server -> server.raw(ascii("HTTP/1.1 400 Bad Request\r\n\r\n")),
                WrongServiceException.class,
                "it does not speak HTTP/2 but HTTP/1");
        refused(
                server -> server.raw(new byte[] {0x15, 3, 1, 0, 2, 2, 22}),
                WrongServiceException.class,
                "it wants TLS");
        refused(
                server -> server.raw(ascii("SSH-2.0-OpenSSH")),
                WrongServiceException.class,
                "it does not speak HTTP/2");
        refused(server -> {}, WrongServiceException.class, "it closed the connection without a word");
        refused(
                server -> {
                    server.accept();
                    server.send(Http2Peer.HEADERS, 5, 1, headerBlock(":status", "404", "content-type", "text/plain"));
                },
                WrongServiceException.class,
                "it answers with HTTP status 404 where etcd answers with gRPC");
        refused(
                server -> {
                    server.accept();
                    server.send(Http2Peer.HEADERS, 4, 1, headerBlock(":status", "200", "content-type", "text/html"));
                },
                WrongServiceException.class,
                "it answers with 'text/html'");
    }

    @Test
    void aDeadServerIsFoundOutByAPing() {
        stalled(
                SHORT_FOR_PINGS,
                server -> {
                    server.accept();
                    server.answer();
                    server.data(Arrays.copyOf(BODY, 100));
                    assertThat(server.read(Http2Peer.SETTINGS).type()).isEqualTo(Http2Peer.PING);
                    // Until the client gives up, which ends this with an exception that nobody waits for.
                    while (true) {
                        server.read();
                    }
                },
                "does not answer a ping");
    }

    @Test
    void pingsAnsweredAndEmptyFramesAreNoProgress() {
        stalled(
                SHORT_FOR_DATA,
                server -> {
                    server.accept();
                    server.answer();
                    server.data(Arrays.copyOf(BODY, 100));
                    while (true) {
                        server.send(Http2Peer.PING, Http2Peer.ACK, 0, new byte[8]);
                        server.data(new byte[0]);
                        Thread.sleep(50);
                    }
                },
                "sent no byte of its answer for");
    }

    /** Each look at the clock takes some time. */
    @Test
    void slowDataIsProgress() throws Exception {
        AtomicLong clock = new AtomicLong();
        Patience patience = new Patience(
                LONG, LONG, LONG, () -> clock.addAndGet(LONG.dividedBy(20).toNanos()));

        assertThat(read(patience, server -> {
                    server.accept();
                    server.answer();
                    for (int i = 0; i < BODY.length; i += 10) {
                        server.data(Arrays.copyOfRange(BODY, i, Math.min(BODY.length, i + 10)));
                    }
                    server.end(OK);
                }))
                .isEqualTo(SNAPSHOT);
        assertThat(Duration.ofNanos(clock.get())).isGreaterThan(LONG.multipliedBy(2));
    }

    @Test
    void aReaderThatPausesStopsTheServerAndIsNotHeldAgainstIt() throws Exception {
        byte[] piece = bytes(5, 16_000);
        int pieces = 4_000;
        AtomicLong sent = new AtomicLong();
        Http2Peer.Script script = server -> {
            server.accept();
            server.answer();
            long window = 16 << 20;
            long left = (long) pieces * piece.length;
            for (int i = 0; i < pieces; i++) {
                left -= piece.length;
                byte[] message = message(left, piece);
                for (int at = 0; at < message.length; at += 16_384) {
                    byte[] part = Arrays.copyOfRange(message, at, Math.min(message.length, at + 16_384));
                    while (window < part.length) {
                        Http2Peer.Frame frame = server.read(Http2Peer.SETTINGS, Http2Peer.PING);
                        assertThat(frame.type()).isEqualTo(Http2Peer.WINDOW_UPDATE);
                        window += frame.stream() == 1
                                ? java.nio.ByteBuffer.wrap(frame.payload()).getInt()
                                : 0;
                    }
                    window -= part.length;
                    server.data(part);
                    sent.addAndGet(part.length);
                }
            }
            server.data(message(0, TRAILER));
            server.end(OK);
        };
        AtomicLong clock = new AtomicLong();
        Patience patience = new Patience(LONG, LONG, LONG, clock::get);
        try (Http2Peer peer = Http2Peer.playing(script);
                SnapshotCall call = SnapshotCall.open(peer.connect(), peer.address(), patience)) {
            byte[] buffer = new byte[100_000];
            assertThat(call.read(buffer, 0, 1)).isEqualTo(1);
            // Enough for a server that is not stopped.
            Thread.sleep(500);
            clock.addAndGet(LONG.multipliedBy(10).toNanos());
            assertThat(sent.get()).isLessThanOrEqualTo(16 << 20);
            long total = 1;
            int count;
            while ((count = call.read(buffer, 0, buffer.length)) >= 0) {
                total += count;
            }
            assertThat(total).isEqualTo((long) pieces * piece.length + 32);
            peer.awaitEnd();
        }
    }

    @Test
    void closingFromAnotherThreadEndsARead() throws Exception {
        try (Http2Peer peer = Http2Peer.playing(server -> {
                    server.accept();
                    server.answer();
                    server.read(Http2Peer.SETTINGS);
                });
                SnapshotCall call = SnapshotCall.open(peer.connect(), peer.address(), PATIENT)) {
            Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(200);
                    call.close();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(() -> call.read(new byte[10], 0, 10)).isInstanceOf(IOException.class);
        }
    }

    private static void refusedAfterAnswer(byte[] frame, String message) {
        refused(
                server -> {
                    server.accept();
                    server.answer();
                    server.raw(frame);
                    server.read();
                },
                Http2Exception.class,
                message);
    }

    private static void refused(Http2Peer.Script script, Class<? extends IOException> type, String message) {
        assertThatThrownBy(() -> read(script)).isInstanceOf(type).hasMessageContaining(message);
    }

    private static void stalled(Patience patience, Http2Peer.Script script, String message) {
        assertThatThrownBy(() -> read(patience, script))
                .isInstanceOf(StalledException.class)
                .hasMessageContaining(message);
    }

    private static byte[] read(Http2Peer.Script script) throws Exception {
        return read(PATIENT, script);
    }

    private static byte[] read(Patience patience, Http2Peer.Script script) throws Exception {
        try (Http2Peer peer = Http2Peer.playing(script);
                SnapshotCall call = SnapshotCall.open(peer.connect(), peer.address(), patience)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] buffer = new byte[1000];
            int count;
            while ((count = call.read(buffer, 0, buffer.length)) >= 0) {
                all.write(buffer, 0, count);
            }
            peer.awaitEnd();
            return all.toByteArray();
        }
    }

    private static Http2Peer.Script answering(byte[] body) {
        return server -> {
            server.accept();
            server.answer();
            server.data(body);
            server.end(OK);
        };
    }

    /** A SnapshotResponse in its gRPC frame. */
    static byte[] message(long remaining, byte[] blob) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (remaining > 0) {
            message.write(0x10);
            varint(message, remaining);
        }
        message.write(0x1a);
        varint(message, blob.length);
        message.writeBytes(blob);
        return grpc(0, message.toByteArray());
    }

    static byte[] grpc(int compressed, byte[] message) {
        return concat(
                new byte[] {
                    (byte) compressed,
                    0,
                    (byte) (message.length >> 16),
                    (byte) (message.length >> 8),
                    (byte) message.length
                },
                message);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        for (long rest = value; ; rest >>>= 7) {
            if (rest < 0x80) {
                out.write((int) rest);
                return;
            }
            out.write((int) (rest & 0x7f | 0x80));
        }
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
