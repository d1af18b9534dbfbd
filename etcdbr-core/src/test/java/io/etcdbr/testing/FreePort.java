package io.etcdbr.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * TCP ports for programs that must be told theirs before they listen.
 *
 * <p>They lie below those that Linux gives to sockets without a port of their own (from 32768, {@code ip_local_port_range}), so that no
 * connection of another test takes one before its program does, and a JVM gets none of them twice.
 */
public final class FreePort {
    private static final int LEAST = 15_000;
    private static final int PORTS = 15_000;

    /** JVMs that run side by side begin at different ports. */
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 149 % PORTS));

    private FreePort() {}

    /** A port on which nobody listens at any address of this machine. */
    public static int take() {
        for (int tried = 0; tried < PORTS; tried++) {
            int port = LEAST + NEXT.getAndIncrement() % PORTS;
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (BindException e) {
                // Somebody else's.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no port from " + LEAST + " to " + (LEAST + PORTS - 1) + " is free");
    }
}
