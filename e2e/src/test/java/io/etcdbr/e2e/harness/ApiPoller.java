package io.etcdbr.e2e.harness;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Asks the API every 100 ms from outside, as clients reach it, whether it is ready, each time by a connection of its own. */
public final class ApiPoller implements AutoCloseable {
    private static final int EVERY = 100;
    private static final int PATIENCE = 1000;

    /** So many good answers in a row are an API that is back. */
    private static final int BACK = 5;

    private final URI readyz;
    private final SSLSocketFactory tls = trustingAll();
    private final Thread thread;
    private volatile boolean closed;
    private long lastGood;
    private long gone;
    private long run;
    private int good;
    private Duration away = Duration.ZERO;

    private ApiPoller(String server) {
        this.readyz = URI.create(server + "/readyz");
        this.thread = Thread.ofPlatform().daemon().name("api-poller").start(this::poll);
    }

    static ApiPoller of(Kubectl kubectl) throws IOException {
        return new ApiPoller(kubectl.run("config", "view", "--minify", "-o=jsonpath={.clusters[0].cluster.server}"));
    }

    /** From the last good answer to the first of those that are good again, all gaps together; empty while it is away. */
    public synchronized Optional<Duration> away() {
        return gone == 0 ? Optional.of(away) : Optional.empty();
    }

    private void poll() {
        while (!closed) {
            long begin = System.nanoTime();
            count(ready(), begin);
            long left = EVERY - Duration.ofNanos(System.nanoTime() - begin).toMillis();
            try {
                Thread.sleep(Math.max(1, left));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized void count(boolean ready, long now) {
        if (!ready) {
            good = 0;
            gone = gone == 0 && lastGood != 0 ? lastGood : gone;
            return;
        }
        run = good == 0 ? now : run;
        good++;
        if (gone == 0) {
            lastGood = now;
        } else if (good >= BACK) {
            away = away.plusNanos(run - gone);
            gone = 0;
            lastGood = now;
        }
    }

    private boolean ready() {
        try {
            HttpsURLConnection connection = (HttpsURLConnection) readyz.toURL().openConnection();
            connection.setSSLSocketFactory(tls);
            connection.setHostnameVerifier((_, _) -> true);
            connection.setRequestProperty("Connection", "close");
            connection.setConnectTimeout(PATIENCE);
            connection.setReadTimeout(PATIENCE);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** It only asks whether somebody answers, and says nothing secret. */
    private static SSLSocketFactory trustingAll() {
        X509TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {all}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
