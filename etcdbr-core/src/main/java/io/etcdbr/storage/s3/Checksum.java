package io.etcdbr.storage.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** What lets the server tell that the bytes of a request arrived as they were sent. */
enum Checksum {
    /**
     * The SHA-256 of the payload is part of the signature, so every server that checks signatures checks it; where S3 demands
     * more (object lock), Content-MD5 goes along. Works with servers that are too old for the checksums below.
     */
    REQUIRED,
    /** The header {@code x-amz-checksum-crc32c}; servers that know it keep the checksum with the object. */
    CRC32C,
    /** The header {@code x-amz-checksum-sha256}, likewise. */
    SHA256,
    /** The header {@code Content-MD5}. */
    MD5;

    /** Whether payloads are signed over TLS too; without TLS they always are. */
    boolean signsPayloads() {
        return this == REQUIRED;
    }

    void announce(CreateMultipartUploadRequest.Builder request) {
        switch (this) {
            case CRC32C -> request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
            case SHA256 -> request.checksumAlgorithm(ChecksumAlgorithm.SHA256);
            case REQUIRED, MD5 -> {}
        }
    }

    void addTo(PutObjectRequest.Builder request, Body body, boolean locked) {
        switch (this) {
            case CRC32C -> request.checksumCRC32C(crc32c(body));
            case SHA256 -> request.checksumSHA256(digest("SHA-256", body));
            case MD5 -> request.contentMD5(digest("MD5", body));
            case REQUIRED -> {
                if (locked) {
                    request.contentMD5(digest("MD5", body));
                }
            }
        }
    }

    void addTo(UploadPartRequest.Builder request, Body body, boolean locked) {
        switch (this) {
            case CRC32C -> request.checksumCRC32C(crc32c(body));
            case SHA256 -> request.checksumSHA256(digest("SHA-256", body));
            case MD5 -> request.contentMD5(digest("MD5", body));
            case REQUIRED -> {
                if (locked) {
                    request.contentMD5(digest("MD5", body));
                }
            }
        }
    }

    /** The part as the request that completes the upload names it. */
    CompletedPart completed(int number, UploadPartRequest sent, UploadPartResponse answer) {
        CompletedPart.Builder part = CompletedPart.builder().partNumber(number).eTag(answer.eTag());
        // A server that does not know the header does not want to see it again either.
        if (answer.checksumCRC32C() != null) {
            part.checksumCRC32C(sent.checksumCRC32C());
        }
        if (answer.checksumSHA256() != null) {
            part.checksumSHA256(sent.checksumSHA256());
        }
        return part.build();
    }

    /** Whether the checksums that the server gave back, if it gave any, are those that were sent. */
    static boolean confirmed(UploadPartRequest sent, UploadPartResponse answer) {
        return same(sent.checksumCRC32C(), answer.checksumCRC32C())
                && same(sent.checksumSHA256(), answer.checksumSHA256());
    }

    private static boolean same(@Nullable String sent, @Nullable String answered) {
        return sent == null || answered == null || sent.equals(answered);
    }

    private static String crc32c(Body body) {
        CRC32C crc = new CRC32C();
        crc.update(body.bytes(), 0, body.length());
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static String digest(String algorithm, Body body) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(body.bytes(), 0, body.length());
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
