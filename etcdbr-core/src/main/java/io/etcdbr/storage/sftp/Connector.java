package io.etcdbr.storage.sftp;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import org.jspecify.annotations.Nullable;

/** Makes connections, through the jump host if there is one. */
final class Connector {
    /** Often enough for every firewall, and seldom enough for every server. */
    private static final int KEEP_ALIVE_SECONDS = 15;

    private final SftpSettings settings;
    private final ConnectFailure failure;
    private final ScheduledExecutorService watch;

    Connector(SftpSettings settings, ScheduledExecutorService watch) {
        this.settings = settings;
        this.failure = new ConnectFailure(settings);
        this.watch = watch;
    }

    Connection connect() throws StoreException {
        Plug plug = new Plug();
        Login login = new Login(settings.key(), settings.keyPassphraseFile(), settings.passwordFile());
        // Each step has its own limit within sshj; this one is for a network that takes no bytes at all.
        Future<?> alarm = watch.schedule(plug::pull, settings.connectTimeout().toMillis() * 6, TimeUnit.MILLISECONDS);
        SSHClient jump = null;
        try {
            if (settings.jump().isPresent()) {
                jump = logIn(settings.jump().get(), jumpLogin(login), plug, null);
            }
            SSHClient client = logIn(settings.host(), login, plug, jump);
            SftpSession session = openSession(client);
            SSHClient beneath = jump;
            return new Connection(
                    client, plug.socket(), () -> disconnect(beneath), session, watch, settings.idleTimeout());
        } catch (StoreException e) {
            boolean stalled = plug.isPulled();
            plug.pull();
            disconnect(jump);
            throw stalled ? failure.stalled(e) : e;
        } finally {
            alarm.cancel(false);
        }
    }

    private Login jumpLogin(Login login) {
        return settings.jumpKey().isEmpty()
                ? login
                : new Login(settings.jumpKey(), settings.keyPassphraseFile(), settings.passwordFile());
    }

    private SSHClient logIn(SshHost host, Login login, Plug plug, @Nullable SSHClient through) throws StoreException {
        HostKeys hostKeys = hostKeys();
        SSHClient client = new SSHClient(new SshConfig());
        client.addHostKeyVerifier(hostKeys);
        int timeout = (int) settings.connectTimeout().toMillis();
        client.setConnectTimeout(timeout);
        // Ends the wait for the server's first line; later reads just go on after it.
        client.setTimeout(timeout);
        client.getTransport().setTimeoutMs(timeout);
        client.getConnection().setTimeoutMs(timeout);
        client.getConnection().getKeepAlive().setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        try {
            if (through == null) {
                client.setSocketFactory(plug);
                client.connect(host.host(), host.port());
            } else {
                client.connectVia(through.newDirectConnection(host.host(), host.port()));
            }
            login.authenticate(client, host);
            client.getConnection().setTimeoutMs((int) settings.idleTimeout().toMillis());
            return client;
        } catch (StoreException e) {
            disconnect(client);
            throw e;
        } catch (IOException | RuntimeException e) {
            disconnect(client);
            throw hostKeys.refusal().orElseGet(() -> failure.of(host, e));
        }
    }

    private HostKeys hostKeys() throws StoreException {
        try {
            return new HostKeys(settings.knownHosts());
        } catch (IOException e) {
            throw new StoreException(
                    Reason.REFUSED, "the known hosts cannot be read: " + e.getMessage(), "Check that file", e);
        }
    }

    private SftpSession openSession(SSHClient client) throws StoreException {
        try {
            SftpSession session = new SftpSession(client);
            session.setTimeoutMs((int) settings.connectTimeout().toMillis());
            session.init();
            session.setTimeoutMs((int) settings.idleTimeout().toMillis());
            return session;
        } catch (IOException | RuntimeException e) {
            boolean chatter = String.valueOf(e.getMessage()).contains("Indicated packet length");
            boolean broken = !chatter && BrokenConnection.explains(e, client);
            disconnect(client);
            if (chatter) {
                throw failure.chatter(e);
            }
            boolean refused = e instanceof OpenFailException
                    || e instanceof ConnectionException
                    || String.valueOf(e.getMessage()).contains("EOF while reading packet");
            throw refused && !broken ? failure.noSftp(e) : failure.of(settings.host(), e);
        }
    }

    private static void disconnect(@Nullable SSHClient client) {
        try {
            if (client != null) {
                client.disconnect();
            }
        } catch (IOException | RuntimeException e) {
            // It is gone anyway.
        }
    }
}
