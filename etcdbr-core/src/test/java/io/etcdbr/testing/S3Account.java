package io.etcdbr.testing;

import io.etcdbr.storage.StoreLocation;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A user of an S3 server under test, with the keys in files as our options want them. */
public record S3Account(URI endpoint, String accessKey, String secretKey, Path accessKeyFile, Path secretKeyFile) {

    /** Writes the keys into {@code folder}. */
    public static S3Account of(URI endpoint, String accessKey, String secretKey, Path folder) throws IOException {
        return new S3Account(
                endpoint,
                accessKey,
                secretKey,
                Files.writeString(folder.resolve("access-key"), accessKey + "\n"),
                Files.writeString(folder.resolve("secret-key"), secretKey + "\n"));
    }

    /** The same user at another address, such as that of a proxy. */
    public S3Account at(URI other) {
        return new S3Account(other, accessKey, secretKey, accessKeyFile, secretKeyFile);
    }

    public S3Account atPort(int port) {
        return at(URI.create(endpoint.getScheme() + "://127.0.0.1:" + port));
    }

    public StoreLocation location(String bucket, String prefix, Map<String, String> options) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "endpoint", endpoint.toString(),
                "access-key-file", accessKeyFile.toString(),
                "secret-key-file", secretKeyFile.toString()));
        all.putAll(options);
        return StoreLocation.parse("s3://" + bucket + "/" + prefix).withOptions(all);
    }

    /** The location as a user would write it. */
    public String url(String bucket, String prefix) {
        return "s3://" + bucket + "/" + prefix
                + location(bucket, prefix, Map.of()).options().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(option ->
                                option.getKey() + "=" + URLEncoder.encode(option.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", "?", ""));
    }

    /** For what only tests do: buckets, versions, a look behind the store. The caller closes it. */
    public S3Client client() {
        return S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofMinutes(2)))
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .build();
    }

    /** Makes a bucket nobody has used. */
    public String newBucket() {
        String name = "b-" + UUID.randomUUID();
        try (S3Client client = client()) {
            client.createBucket(request -> request.bucket(name));
        }
        return name;
    }
}
