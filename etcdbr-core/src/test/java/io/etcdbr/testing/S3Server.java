package io.etcdbr.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;

/**
 * An S3 server in this process, s3proxy: checks signatures as strictly as AWS and knows no object lock. A module that uses it
 * out of core's test-jar declares {@code org.gaul:s3proxy} in scope test itself.
 */
public final class S3Server implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ACCESS_KEY = "AKIAETCDBRTESTS";
    private static final String SECRET_KEY = "only/for+tests";

    private final Path folder;
    private final BlobStore blobs;
    private final S3Proxy server;
    private final S3Account account;

    private S3Server(String host, boolean inMemory, boolean tls) throws Exception {
        folder = Files.createTempDirectory("s3-server");
        Properties properties = new Properties();
        properties.setProperty(
                "jclouds.filesystem.basedir",
                Files.createDirectory(folder.resolve("blobs")).toString());
        blobs = BlobStores.create(inMemory ? "transient" : "filesystem", properties);
        S3Proxy.Builder builder = S3Proxy.builder()
                .blobStore(blobs)
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .jettyMaxThreads(64)
                .stopTimeout(0);
        URI anyPort = URI.create((tls ? "https" : "http") + "://" + host + ":0");
        server = (tls ? builder.secureEndpoint(anyPort).sslContext(tls(folder)) : builder.endpoint(anyPort)).build();
        server.start();
        int port = tls ? server.getSecurePort() : server.getPort();
        account = S3Account.of(
                URI.create(anyPort.getScheme() + "://" + host + ":" + port), ACCESS_KEY, SECRET_KEY, folder);
    }

    /** Keeps objects in memory. */
    public static S3Server start() throws Exception {
        return new S3Server(LOOPBACK, true, false);
    }

    /** Keeps objects in files, for big ones. */
    public static S3Server startOnDisk() throws Exception {
        return startOnDiskAt(LOOPBACK);
    }

    /** The same on another of this machine's addresses. */
    public static S3Server startOnDiskAt(String host) throws Exception {
        return new S3Server(host, false, false);
    }

    /** With a certificate for 127.0.0.1 that {@link #caFile} signs. */
    public static S3Server startWithTls() throws Exception {
        return new S3Server(LOOPBACK, true, true);
    }

    public S3Account account() {
        return account;
    }

    /** Makes a bucket nobody has used. */
    public String newBucket() {
        String name = "b-" + UUID.randomUUID();
        blobs.createContainer(name);
        return name;
    }

    public int port() {
        return account.endpoint().getPort();
    }

    /** PEM, only with TLS. */
    public Path caFile() {
        return folder.resolve("ca.crt");
    }

    @Override
    public void close() throws Exception {
        server.stop();
        blobs.close();
        ServerFolder.remove(folder);
    }

    private static SSLContext tls(Path folder) throws Exception {
        Path file = folder.resolve("server.p12");
        keytool("-genkeypair", file, "-keyalg", "EC", "-dname", "CN=s3", "-ext", "san=ip:127.0.0.1");
        keytool("-exportcert", file, "-rfc", "-file", folder.resolve("ca.crt").toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(file)) {
            keys.load(stream, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(String command, Path file, String... more) throws Exception {
        String program =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> line = Stream.concat(
                        Stream.of(
                                program,
                                command,
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                "changeit",
                                "-alias",
                                "s3"),
                        Stream.of(more))
                .toList();
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }
}
