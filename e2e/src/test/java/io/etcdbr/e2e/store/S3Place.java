package io.etcdbr.e2e.store;

import io.etcdbr.testing.S3Account;
import io.etcdbr.testing.S3Server;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An S3 server in this process. */
public final class S3Place implements Place {
    private static final String SECRETS = "/etc/etcdbr/s3/";

    private final S3Server server;
    private final String url;
    private final Map<String, String> secret;
    private final List<String> recipients;

    private S3Place(S3Server server, String url, Map<String, String> secret, List<String> recipients) {
        this.server = server;
        this.url = url;
        this.secret = Map.copyOf(secret);
        this.recipients = List.copyOf(recipients);
    }

    /**
     * Starts it.
     *
     * @param address of this machine, as nodes reach it
     */
    public static S3Place start(String address, List<String> recipients) throws Exception {
        S3Server server = S3Server.startOnDiskAt(address);
        S3Account account = server.account();
        String url = "s3://" + server.newBucket() + "/etcd?endpoint=" + account.endpoint() + "&access-key-file="
                + SECRETS + "access-key&secret-key-file=" + SECRETS + "secret-key";
        return new S3Place(
                server, url, Map.of("access-key", account.accessKey(), "secret-key", account.secretKey()), recipients);
    }

    @Override
    public String component() {
        return "s3";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("store-s3", url);
    }

    @Override
    public Map<String, String> secret() {
        return secret;
    }

    @Override
    public List<String> recipients() {
        return recipients;
    }

    @Override
    public Optional<Place> withWrongSecret() {
        Map<String, String> wrong = new HashMap<>(secret);
        wrong.put("secret-key", "somebody-else's");
        return Optional.of(new S3Place(server, url, wrong, recipients));
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
