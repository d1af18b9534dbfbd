package io.etcdbr.storage.s3;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * The requests, one attempt each, with what the options say of every object. Keys are whole, with the store's prefix. Throws
 * what the SDK throws.
 */
final class Bucket implements AutoCloseable {
    /** Metadata that says which writer made an object, to know one's own again after a lost answer. */
    private static final String WRITER = "etcdbr-writer";

    private static final String NEVER_OVERWRITE = "*";
    private static final Pattern TAG = Pattern.compile("\"[^\"]+\"|[0-9a-fA-F]{32}(-[0-9]+)?");

    private final S3Client client;
    private final S3Options options;

    Bucket(S3Client client, S3Options options) {
        this.client = client;
        this.options = options;
    }

    /** @param writer becomes the mark by which {@link #isBy} knows the object */
    void put(String key, Body body, String writer, Optional<Instant> lockUntil, boolean neverOverwrite) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(options.bucket()).key(key).metadata(Map.of(WRITER, writer));
        options.encryption().ifPresent(request::serverSideEncryption);
        options.kmsKey().ifPresent(request::ssekmsKeyId);
        options.storageClass().ifPresent(request::storageClass);
        lockUntil.ifPresent(until -> request.objectLockMode(options.lockMode()).objectLockRetainUntilDate(until));
        options.checksum().addTo(request, body, lockUntil.isPresent());
        if (neverOverwrite) {
            request.ifNoneMatch(NEVER_OVERWRITE);
        }
        client.putObject(request.build(), body.asRequest());
    }

    String name() {
        return options.bucket();
    }

    /** @return the upload's id */
    String begin(String key, String writer, Optional<Instant> lockUntil) {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(options.bucket())
                .key(key)
                .contentType("application/octet-stream")
                .metadata(Map.of(WRITER, writer));
        options.encryption().ifPresent(request::serverSideEncryption);
        options.kmsKey().ifPresent(request::ssekmsKeyId);
        options.storageClass().ifPresent(request::storageClass);
        lockUntil.ifPresent(until -> request.objectLockMode(options.lockMode()).objectLockRetainUntilDate(until));
        options.checksum().announce(request);
        return whole(client.createMultipartUpload(request.build()).uploadId());
    }

    CompletedPart sendPart(String key, String upload, int number, Body body, boolean locked) {
        UploadPartRequest.Builder builder = UploadPartRequest.builder()
                .bucket(options.bucket())
                .key(key)
                .uploadId(upload)
                .partNumber(number)
                .contentLength((long) body.length());
        options.checksum().addTo(builder, body, locked);
        UploadPartRequest request = builder.build();
        UploadPartResponse answer = client.uploadPart(request, body.asRequest());
        wholeTag(answer.eTag());
        return options.checksum().completed(number, request, answer);
    }

    /** Makes the object {@code source} a part without moving its bytes through here. */
    CompletedPart copyPart(String key, String upload, int number, String source) {
        CopyPartResult copied = whole(client.uploadPartCopy(request -> request.sourceBucket(options.bucket())
                        .sourceKey(source)
                        .destinationBucket(options.bucket())
                        .destinationKey(key)
                        .uploadId(upload)
                        .partNumber(number))
                .copyPartResult());
        String tag = wholeTag(copied.eTag());
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    void complete(String key, String upload, List<CompletedPart> parts, boolean neverOverwrite) {
        client.completeMultipartUpload(request -> {
            request.bucket(options.bucket()).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts));
            if (neverOverwrite) {
                request.ifNoneMatch(NEVER_OVERWRITE);
            }
        });
    }

    void abort(String key, String upload) {
        client.abortMultipartUpload(
                request -> request.bucket(options.bucket()).key(key).uploadId(upload));
    }

    Optional<HeadObjectResponse> head(String key) {
        HeadObjectResponse object;
        try {
            object = client.headObject(
                    request -> request.bucket(options.bucket()).key(key));
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return Optional.empty();
            }
            throw e;
        }
        whole(object.contentLength());
        whole(object.lastModified());
        wholeTag(object.eTag());
        return Optional.of(object);
    }

    static boolean isBy(String writer, HeadObjectResponse object) {
        return writer.equals(object.metadata().get(WRITER));
    }

    /** Whether {@code object} is locked at least until then, as far as we may see it. */
    static boolean isLocked(HeadObjectResponse object, Instant until) {
        Instant kept = object.objectLockRetainUntilDate();
        return kept != null && !kept.isBefore(until.truncatedTo(ChronoUnit.SECONDS));
    }

    void lock(String key, Instant until) {
        client.putObjectRetention(request -> request.bucket(options.bucket())
                .key(key)
                .retention(retention -> retention
                        .mode(ObjectLockRetentionMode.fromValue(
                                options.lockMode().toString()))
                        .retainUntilDate(until)));
    }

    /**
     * @param range as in the header of that name; null for everything
     * @return empty where the range begins behind the end
     */
    Optional<ResponseInputStream<GetObjectResponse>> get(String key, @Nullable String range) {
        try {
            return Optional.of(client.getObject(GetObjectRequest.builder()
                    .bucket(options.bucket())
                    .key(key)
                    .range(range)
                    .build()));
        } catch (S3Exception e) {
            if (e.statusCode() == 416) {
                return Optional.empty();
            }
            throw e;
        }
    }

    void delete(String key) {
        client.deleteObject(request -> request.bucket(options.bucket()).key(key));
    }

    /** @param after where the page before ended, null for the first */
    ListObjectsV2Response list(String prefix, @Nullable String after, int atMost) {
        ListObjectsV2Response page = client.listObjectsV2(request -> request.bucket(options.bucket())
                .prefix(prefix.isEmpty() ? null : prefix)
                .continuationToken(after)
                .maxKeys(atMost));
        whole(page.isTruncated());
        return page;
    }

    ListMultipartUploadsResponse uploads(String prefix, @Nullable String afterKey, @Nullable String afterUpload) {
        ListMultipartUploadsResponse page = client.listMultipartUploads(request -> request.bucket(options.bucket())
                .prefix(prefix)
                .keyMarker(afterKey)
                .uploadIdMarker(afterUpload));
        whole(page.isTruncated());
        return page;
    }

    /** Whether the bucket can lock; true also where the server does not let us ask. */
    boolean canLock() {
        try {
            client.getObjectLockConfiguration(request -> request.bucket(options.bucket()));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() >= 500 && e.statusCode() != 501) {
                throw e;
            }
            return e.statusCode() == 403;
        }
    }

    @Override
    public void close() {
        client.close();
    }

    /**
     * What no answer lacks. HttpURLConnection takes a connection that ends amid the headers for the end of the headers, and the
     * SDK takes no body for an empty one: a listing would seem empty.
     */
    private static <T> T whole(@Nullable T value) {
        if (value == null) {
            throw SdkClientException.create("something is missing in it");
        }
        return value;
    }

    /** The tag's closing quote shows that its header is whole; some servers send the bare digest instead. */
    private static String wholeTag(@Nullable String tag) {
        String present = whole(tag);
        whole(TAG.matcher(present).matches() ? present : null);
        return present;
    }
}
