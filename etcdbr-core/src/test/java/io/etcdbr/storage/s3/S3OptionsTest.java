package io.etcdbr.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

class S3OptionsTest {

    @Test
    void aBareLocationMeansAwsWithItsCredentialChain() throws StoreException {
        S3Options options = options("s3://backups/etcd/prod/");
        assertThat(options.bucket()).isEqualTo("backups");
        assertThat(options.prefix()).isEqualTo("etcd/prod/");
        assertThat(options.endpoint()).isEmpty();
        assertThat(options.region()).isEmpty();
        assertThat(options.pathStyle()).isFalse();
        assertThat(options.credentials()).isInstanceOf(S3Credentials.Chain.class);
        assertThat(options.checksum()).isEqualTo(Checksum.REQUIRED);
        assertThat(options.lockMode()).isEqualTo(ObjectLockMode.GOVERNANCE);
    }

    @Test
    void theWholeBucketIsAStoreToo() throws StoreException {
        assertThat(options("s3://backups").prefix()).isEmpty();
        assertThat(options("s3://backups/").prefix()).isEmpty();
    }

    @Test
    void anEndpointBringsItsOwnDefaults() throws StoreException {
        S3Options options = options("s3://b-1/p?endpoint=https://minio.example:9000");
        assertThat(options.endpoint()).contains(URI.create("https://minio.example:9000"));
        assertThat(options.region()).contains("us-east-1");
        assertThat(options.pathStyle()).isTrue();
        assertThat(options("s3://b-1?endpoint=http://h&path-style=false&region=eu-1")
                        .pathStyle())
                .isFalse();
    }

    @Test
    void everyOptionIsTaken(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        S3Options options =
                options("s3://b-1/p?sse=kms&sse-kms-key=k&storage-class=STANDARD_IA&object-lock-mode=compliance"
                        + "&checksum=crc32c&part-size=6MiB&parallel-parts=3&connect-timeout=500ms&idle-timeout=2m&region=r"
                        + "&credentials-file=" + file + "&profile=backup");
        assertThat(options.encryption()).contains(ServerSideEncryption.AWS_KMS);
        assertThat(options.kmsKey()).contains("k");
        assertThat(options.storageClass()).contains("STANDARD_IA");
        assertThat(options.lockMode()).isEqualTo(ObjectLockMode.COMPLIANCE);
        assertThat(options.checksum()).isEqualTo(Checksum.CRC32C);
        assertThat(options.partSize()).isEqualTo(6 << 20);
        assertThat(options.parallelParts()).isEqualTo(3);
        assertThat(options.connectTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(options.idleTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.credentials()).isEqualTo(new S3Credentials.IniFile(file, "backup"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    s3://B/p                                  | is no bucket name
                    s3://user@bucket/p                        | neither user nor port
                    s3://bucket:9000/p                        | neither user nor port
                    s3://bucket/a//b                          | joined by single slashes
                    s3://bucket/a/../b                        | joined by single slashes
                    s3://bucket/p?endpoint=minio:9000         | endpoint must be http://HOST
                    s3://bucket/p?endpoint=https://u:p@h      | endpoint must be http://HOST
                    s3://bucket/p?path-style=yes              | path-style is 'yes'; expected false, true
                    s3://bucket/p?sse=aes                     | sse is 'aes'; expected kms, s3
                    s3://bucket/p?sse-kms-key=k               | needs sse=kms
                    s3://bucket/p?object-lock-mode=hard       | expected compliance, governance
                    s3://bucket/p?checksum=none               | expected crc32c, md5, required, sha256
                    s3://bucket/p?part-size=4MiB              | part-size is '4MiB', which is less
                    s3://bucket/p?part-size=99999999GiB       | which is more
                    s3://bucket/p?part-size=8MB               | expected a size such as 8MiB
                    s3://bucket/p?part-size=1GiB              | more than half of the memory
                    s3://bucket/p?parallel-parts=0            | parallel-parts is '0', which is less
                    s3://bucket/p?idle-timeout=30             | expected a duration such as 30s
                    s3://bucket/p?region=                     | region is empty
                    s3://bucket/p?ca-file=/nowhere/ca         | names '/nowhere/ca', which does not exist
                    s3://bucket/p?access-key-file=/nowhere/a  | go together
                    s3://bucket/p?session-token-file=/nowhere | needs access-key-file
                    s3://bucket/p?endpoint=http://h&ca-file=/ | needs an https endpoint
                    """)
    void aMistakeIsNamed(String location, String sentence) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> options(location))
                .returns(Reason.REFUSED, StoreException::reason)
                .withMessageContaining(sentence);
    }

    @Test
    void allMistakesAreNamedAtOnce() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> options("s3://b-1/p?sse=x&checksum=y&part-size=z"))
                .withMessageContainingAll("sse", "checksum", "part-size");
    }

    @Test
    void theLargestObjectOfS3FitsIntoTheSmallestParts() {
        long part = 5L << 20;
        PartLimits limits = PartLimits.of((int) part);
        long segment = limits.inSegment() * part;
        assertThat(segment).isLessThanOrEqualTo(5L << 30);
        assertThat(limits.direct() * part + (10_000 - limits.direct()) * segment)
                .isGreaterThan(5L << 40);
    }

    private static S3Options options(String location) throws StoreException {
        return S3Options.of(StoreLocation.parse(location));
    }
}
