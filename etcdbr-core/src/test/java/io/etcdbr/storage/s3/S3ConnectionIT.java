package io.etcdbr.storage.s3;

import static io.etcdbr.storage.s3.StoreWriting.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.WriteOptions;
import io.etcdbr.testing.FaultProxy;
import io.etcdbr.testing.FaultProxy.Direction;
import io.etcdbr.testing.RunningTime;
import io.etcdbr.testing.S3Account;
import io.etcdbr.testing.S3Server;
import io.etcdbr.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, and where the keys come from. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class S3ConnectionIT {
    private static final ObjectKey KEY = new ObjectKey("prod/x");
    private static final ObjectKey SMALL = new ObjectKey("prod/small");
    private static S3Server plain;
    private static S3Server tls;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        plain = S3Server.start();
        tls = S3Server.startWithTls();
    }

    @AfterAll
    static void stop() throws Exception {
        plain.close();
        tls.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"required", "crc32c", "sha256", "md5"})
    void everyKindOfChecksumWorksOverTlsAndWithout(String checksum) throws Exception {
        String caFile = tls.caFile().toString();
        assertThat(roundTrip(plain, Map.of("checksum", checksum))).isEqualTo(random(6 << 20));
        assertThat(roundTrip(tls, Map.of("checksum", checksum, "ca-file", caFile)))
                .isEqualTo(random(6 << 20));
    }

    @Test
    void theAuthorityIsFoundAmongSeveral() throws Exception {
        S3Server other = S3Server.startWithTls();
        Path bundle = folder.resolve("bundle.crt");
        Files.writeString(
                bundle,
                "# two authorities\n" + Files.readString(other.caFile()) + "\n" + Files.readString(tls.caFile()));
        other.close();
        assertThat(roundTrip(tls, Map.of("ca-file", bundle.toString()))).isEqualTo(random(6 << 20));
    }

    @Test
    void anUnknownAuthorityIsRefusedAtOnceAndCaFileIsNamed() throws Exception {
        S3Server other = S3Server.startWithTls();
        Path wrong = Files.copy(other.caFile(), folder.resolve("wrong.crt"));
        other.close();
        for (Map<String, String> options : new Map[] {Map.<String, String>of(), Map.of("ca-file", wrong.toString())}) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> new S3StoreProvider().open(location(tls, options)))
                    .returns(Reason.REFUSED, StoreException::reason)
                    .withMessageContaining("authority that is not trusted")
                    .satisfies(failure -> assertThat(failure.failure().remedy()).contains("ca-file"));
        }
    }

    @Test
    void aCaFileWithoutACertificateIsNamed() throws Exception {
        for (String content :
                new String[] {"", "no certificate\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
                }) {
            Path file = Files.writeString(folder.resolve("ca"), content);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> new S3StoreProvider().open(location(tls, Map.of("ca-file", file.toString()))))
                    .returns(Reason.REFUSED, StoreException::reason)
                    .withMessageContaining(file.toString());
        }
    }

    /** With TLS the JDK would wait for the lock of the thread that writes. */
    @Test
    void anAbortUnblocksAWriteThatAStalledServerHoldsBehindTls() throws Exception {
        String bucket = tls.newBucket();
        try (FaultProxy proxy = FaultProxy.to(tls.port())) {
            StoreLocation location = tls.account()
                    .atPort(proxy.port())
                    .location(bucket, "p", Map.of("ca-file", tls.caFile().toString(), "idle-timeout", "10m"));
            Store store = new S3StoreProvider().open(location);
            ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
            proxy.stallAfter(Direction.UP, 6_000_000);
            CompletableFuture<Throwable> writing = new CompletableFuture<>();
            byte[] bytes = random(6 << 20);
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < 20; i++) {
                        writer.write(bytes, 0, bytes.length);
                    }
                } catch (StoreException e) {
                    writing.complete(e);
                }
            });
            proxy.awaitStall(Direction.UP);
            // Until it waits for a part that does not get through.
            Waiting.await(thread);
            assertThat(writing).isNotDone();
            try (RunningTime time = RunningTime.start()) {
                writer.abort();
                assertThat(writing.get(2, TimeUnit.MINUTES)).isInstanceOf(StoreException.class);
                assertThat(time.passed()).isLessThan(Duration.ofMinutes(1));
            }
            store.close();
        }
    }

    @Test
    void keysAreTakenFromACredentialsFile() throws Exception {
        S3Account account = plain.account();
        Path file = Files.writeString(
                folder.resolve("credentials"),
                "[default]\naws_access_key_id = wrong\naws_secret_access_key = wrong\n[backup]\naws_access_key_id = "
                        + account.accessKey() + "\naws_secret_access_key = " + account.secretKey() + "\n");
        Map<String, String> options = new HashMap<>(location(plain, Map.of()).options());
        options.remove("access-key-file");
        options.remove("secret-key-file");
        options.put("credentials-file", file.toString());
        StoreLocation other =
                StoreLocation.parse("s3://" + plain.newBucket() + "/p").withOptions(options);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> new S3StoreProvider().open(other))
                .returns(Reason.REFUSED, StoreException::reason)
                .withMessageContaining("does not accept the keys");
        new S3StoreProvider()
                .open(other.withOptions(Map.of("profile", "backup")))
                .close();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> new S3StoreProvider().open(other.withOptions(Map.of("profile", "no-such"))))
                .returns(Reason.REFUSED, StoreException::reason)
                .withMessageContaining("no-such");
    }

    @Test
    void keysThatAreChangedInTheirFilesAreTakenAtOnce() throws Exception {
        S3Account account = plain.account();
        String bucket = plain.newBucket();
        S3Account own = S3Account.of(account.endpoint(), account.accessKey(), account.secretKey(), folder);
        try (Store store = new S3StoreProvider().open(own.location(bucket, "p", Map.of()))) {
            Files.writeString(own.secretKeyFile(), "old");
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.list(Optional.empty(), object -> {}))
                    .returns(Reason.REFUSED, StoreException::reason);
            Files.writeString(own.secretKeyFile(), account.secretKey());
            assertThat(store.stat(KEY)).isEmpty();
        }
    }

    private byte[] roundTrip(S3Server server, Map<String, String> options) throws Exception {
        try (Store store = new S3StoreProvider().open(location(server, options))) {
            StoreWriting.write(store, KEY, random(6 << 20));
            StoreWriting.write(store, SMALL, random(60));
            assertThat(store.read(SMALL).readAllBytes()).isEqualTo(random(60));
            return store.read(KEY).readAllBytes();
        }
    }

    private static StoreLocation location(S3Server server, Map<String, String> options) {
        return server.account().location(server.newBucket(), "p", options);
    }
}
