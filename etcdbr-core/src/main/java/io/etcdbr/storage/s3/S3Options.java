package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoreOption;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * What a location of scheme {@code s3} asks for, checked.
 *
 * @param prefix of all keys; empty or with a slash at its end
 * @param partSize of multipart uploads, in bytes; {@code parallelParts + 1} buffers of it are in memory per writer
 */
record S3Options(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        Optional<String> region,
        boolean pathStyle,
        Optional<Path> caFile,
        S3Credentials credentials,
        Optional<ServerSideEncryption> encryption,
        Optional<String> kmsKey,
        Optional<String> storageClass,
        ObjectLockMode lockMode,
        Checksum checksum,
        int partSize,
        int parallelParts,
        Duration connectTimeout,
        Duration idleTimeout) {

    static final List<StoreOption> ALL = List.of(
            new StoreOption("endpoint", "URL", "server that speaks S3, http or https; default: AWS"),
            new StoreOption("region", "NAME", "default: us-east-1 with an endpoint, else as the AWS SDK finds it"),
            new StoreOption(
                    "path-style", "true|false", "bucket in the path, not in the host name; default: with an endpoint"),
            new StoreOption(
                    "ca-file", "FILE", "PEM with the certificate authorities to trust, instead of the system's"),
            new StoreOption("access-key-file", "FILE", "holds the access key, with secret-key-file"),
            new StoreOption("secret-key-file", "FILE", "holds the secret key"),
            new StoreOption("session-token-file", "FILE", "holds the session token of temporary keys"),
            new StoreOption(
                    "credentials-file", "FILE", "as ~/.aws/credentials; default: the AWS SDK's credential chain"),
            new StoreOption("profile", "NAME", "in the credentials file; default: AWS_PROFILE, or default"),
            new StoreOption("sse", "s3|kms", "encryption by the server; default: the bucket's"),
            new StoreOption("sse-kms-key", "ID", "key for sse=kms; default: the account's"),
            new StoreOption("storage-class", "NAME", "such as STANDARD_IA; default: the bucket's"),
            new StoreOption(
                    "object-lock-mode", "governance|compliance", "for backups that are locked; default: governance"),
            new StoreOption("checksum", "required|crc32c|sha256|md5", "default: required, which every server knows"),
            new StoreOption("part-size", "SIZE", "of multipart uploads, at least 5MiB; default: 5MiB"),
            new StoreOption("parallel-parts", "NUMBER", "parts on their way at a time; default: 2"),
            new StoreOption("connect-timeout", "DURATION", "default: 10s"),
            new StoreOption(
                    "idle-timeout", "DURATION", "without a byte moving, the connection is given up; default: 60s"));

    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]");
    private static final Pattern PREFIX =
            Pattern.compile("(?!\\.{1,2}/)[^/\\p{Cntrl}]+/(?:(?!\\.{1,2}/)[^/\\p{Cntrl}]+/)*");
    private static final int LEAST_PART = 5 << 20;

    /** @throws StoreException that names every option at fault */
    static S3Options of(StoreLocation location) throws StoreException {
        OptionReader read = new OptionReader(location.options());
        Optional<URI> endpoint = read.endpoint("endpoint");
        Optional<ServerSideEncryption> encryption =
                read.choice("sse", Map.of("s3", ServerSideEncryption.AES256, "kms", ServerSideEncryption.AWS_KMS));
        S3Options options = new S3Options(
                location.host(),
                location.path().isEmpty() ? "" : location.path().substring(1) + "/",
                endpoint,
                read.text("region").or(() -> endpoint.map(any -> "us-east-1")),
                read.flag("path-style", endpoint.isPresent()),
                read.file("ca-file"),
                credentials(read),
                encryption,
                read.text("sse-kms-key"),
                read.text("storage-class"),
                read.choice(
                                "object-lock-mode",
                                Map.of(
                                        "governance",
                                        ObjectLockMode.GOVERNANCE,
                                        "compliance",
                                        ObjectLockMode.COMPLIANCE))
                        .orElse(ObjectLockMode.GOVERNANCE),
                read.choice(
                                "checksum",
                                Map.of(
                                        "required", Checksum.REQUIRED,
                                        "crc32c", Checksum.CRC32C,
                                        "sha256", Checksum.SHA256,
                                        "md5", Checksum.MD5))
                        .orElse(Checksum.REQUIRED),
                (int) read.size("part-size", LEAST_PART, LEAST_PART, 1 << 30),
                read.count("parallel-parts", 2, 1, 64),
                read.duration(
                        "connect-timeout", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(10)),
                read.duration("idle-timeout", Duration.ofSeconds(60), Duration.ofMillis(100), Duration.ofHours(1)));
        options.check(location, read);
        if (!read.problems().isEmpty()) {
            throw new StoreException(
                    Reason.REFUSED,
                    "store location " + location + " cannot be used: " + String.join("; ", read.problems()),
                    "Correct the location");
        }
        return options;
    }

    private static S3Credentials credentials(OptionReader read) {
        Optional<Path> access = read.file("access-key-file");
        Optional<Path> secret = read.file("secret-key-file");
        Optional<Path> token = read.file("session-token-file");
        Optional<Path> ini = read.file("credentials-file");
        Optional<String> profile = read.text("profile");
        if (access.isPresent() != secret.isPresent()) {
            read.problem("access-key-file and secret-key-file go together, but only one is given");
        }
        if (token.isPresent() && access.isEmpty()) {
            read.problem("session-token-file needs access-key-file and secret-key-file");
        }
        if (access.isPresent() && (ini.isPresent() || profile.isPresent())) {
            read.problem("access-key-file excludes credentials-file and profile");
        }
        if (access.isPresent() && secret.isPresent()) {
            return new S3Credentials.KeyFiles(access.get(), secret.get(), token);
        }
        return ini.<S3Credentials>map(file -> new S3Credentials.IniFile(file, profile.orElse("default")))
                .orElseGet(() -> new S3Credentials.Chain(profile));
    }

    private void check(StoreLocation location, OptionReader read) {
        if (!BUCKET.matcher(bucket).matches()) {
            read.problem("'" + bucket + "' is no bucket name; expected s3://bucket/prefix");
        }
        if (location.user().isPresent() || location.port().isPresent()) {
            read.problem("a bucket has neither user nor port; name the server by the option endpoint");
        }
        if (!prefix.isEmpty() && (!PREFIX.matcher(prefix).matches() || prefix.length() > 300)) {
            read.problem(
                    "the prefix '" + prefix + "' must be segments joined by single slashes, 300 characters at most");
        }
        if (kmsKey.isPresent()
                && encryption.filter(ServerSideEncryption.AWS_KMS::equals).isEmpty()) {
            read.problem("sse-kms-key needs sse=kms");
        }
        if (caFile.isPresent()
                && endpoint.filter(uri -> "http".equals(uri.getScheme())).isPresent()) {
            read.problem("ca-file needs an https endpoint");
        }
        long buffers = (long) partSize * (parallelParts + 1);
        long heap = Runtime.getRuntime().maxMemory();
        if (buffers > heap / 2) {
            read.problem("part-size times (parallel-parts + 1) is " + (buffers >> 20)
                    + " MiB, more than half of the memory this program may use (" + (heap >> 20) + " MiB)");
        }
    }
}
