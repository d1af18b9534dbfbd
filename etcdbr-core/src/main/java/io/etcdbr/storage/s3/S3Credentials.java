package io.etcdbr.storage.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;

/** Where the keys come from. Holds names of files, never what is in them. */
sealed interface S3Credentials {

    AwsCredentialsProvider provider();

    /** One file each, as a mounted Secret has them. Read again for every request, so a rotation takes effect at once. */
    record KeyFiles(Path accessKey, Path secretKey, Optional<Path> sessionToken) implements S3Credentials {
        @Override
        public AwsCredentialsProvider provider() {
            return this::read;
        }

        private AwsCredentials read() {
            String key = content(accessKey);
            String secret = content(secretKey);
            if (sessionToken.isPresent()) {
                return AwsSessionCredentials.create(key, secret, content(sessionToken.get()));
            }
            return AwsBasicCredentials.create(key, secret);
        }

        private static String content(Path file) {
            String content;
            try {
                content = Files.readString(file).strip();
            } catch (IOException e) {
                throw SdkClientException.create("cannot load credentials: '" + file + "' cannot be read", e);
            }
            if (content.isEmpty()) {
                throw SdkClientException.create("cannot load credentials: '" + file + "' is empty");
            }
            return content;
        }
    }

    /** A file as the AWS command line keeps it in {@code ~/.aws/credentials}. */
    record IniFile(Path file, String profile) implements S3Credentials {
        @Override
        public AwsCredentialsProvider provider() {
            return ProfileCredentialsProvider.builder()
                    .profileFile(() -> ProfileFile.builder()
                            .content(file)
                            .type(ProfileFile.Type.CREDENTIALS)
                            .build())
                    .profileName(profile)
                    .build();
        }
    }

    /** The SDK's own search: environment, web identity, profile, container, instance. */
    record Chain(Optional<String> profile) implements S3Credentials {
        @Override
        public AwsCredentialsProvider provider() {
            DefaultCredentialsProvider.Builder chain = DefaultCredentialsProvider.builder();
            profile.ifPresent(chain::profileName);
            return chain.build();
        }
    }
}
