package io.etcdbr.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.testing.FaultProxy.Direction;
import io.etcdbr.testing.FaultProxy.Ending;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class FaultProxyTest {
    private ServerSocket echo;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!echo.isClosed()) {
                try {
                    Socket socket = echo.accept();
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            socket.getInputStream().transferTo(socket.getOutputStream());
                        } catch (IOException e) {
                            // The client's end is what the tests look at.
                        }
                    });
                } catch (IOException e) {
                    return;
                }
            }
        });
        proxy = FaultProxy.to(echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void everythingPassesAndTheEndToo() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(new byte[1000]);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).hasSize(1000);
        }
        assertThat(proxy.bytes(Direction.UP)).isEqualTo(1000);
        assertThat(proxy.bytes(Direction.DOWN)).isEqualTo(1000);
        assertThat(proxy.connections()).isEqualTo(1);
    }

    @Test
    void aCutComesAtItsByteAndSparesTheConnectionThatIsMadeAtOnceAfterIt() throws IOException {
        for (int i = 0; i < 50; i++) {
            proxy.cutAfter(Direction.DOWN, 100, Ending.CLOSE);
            try (Socket socket = connect()) {
                socket.getOutputStream().write(new byte[1000]);
                assertThat(socket.getInputStream().readAllBytes()).hasSize(100);
            }
            try (Socket socket = connect()) {
                socket.getOutputStream().write(new byte[1000]);
                assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
            }
        }
    }

    @Test
    void aResetIsAReset() throws IOException {
        proxy.cutEachAfter(Direction.UP, 100, Ending.RESET);
        for (int i = 0; i < 2; i++) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(new byte[1000]);
                assertThatExceptionOfType(SocketException.class)
                        .isThrownBy(() -> socket.getInputStream().readAllBytes());
            }
        }
        assertThat(proxy.bytes(Direction.UP)).isEqualTo(200);
    }

    @Test
    void aStallHoldsUntilItIsHealed() throws Exception {
        proxy.stallAfter(Direction.DOWN, 10);
        try (Socket socket = connect()) {
            socket.setSoTimeout(120_000);
            socket.getOutputStream().write(new byte[1000]);
            assertThat(socket.getInputStream().readNBytes(10)).hasSize(10);
            proxy.awaitStall(Direction.DOWN);
            socket.setSoTimeout(200);
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> socket.getInputStream().read());
            proxy.heal();
            socket.setSoTimeout(120_000);
            assertThat(socket.getInputStream().readNBytes(990)).hasSize(990);
        }
    }

    @Test
    void aRefusedConnectionIsRefusedUntilItIsHealed() throws IOException {
        proxy.refuse();
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> connect().close());
        proxy.heal();
        connect().close();
    }

    @Test
    void slowIsSlow() throws IOException {
        proxy.slow(10_000);
        Instant begin = Instant.now();
        try (Socket socket = connect()) {
            socket.getOutputStream().write(new byte[5_000]);
            assertThat(socket.getInputStream().readNBytes(5_000)).hasSize(5_000);
        }
        assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofMillis(400));
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }
}
