package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;

/**
 * Sets the SDK up for old servers and for a quick start: plain payloads with a signed SHA-256 instead of chunked ones with
 * trailing checksums, no retries of its own, no guessing of modes and regions where the location says them.
 */
final class S3Clients {
    private S3Clients() {}

    static S3Client create(S3Options options) throws StoreException {
        UrlConnectionHttpClient.Builder http = UrlConnectionHttpClient.builder()
                .connectionTimeout(options.connectTimeout())
                .socketTimeout(options.idleTimeout());
        if (options.caFile().isPresent()) {
            TrustManager[] authorities = TrustedAuthorities.in(options.caFile().get());
            http.tlsTrustManagersProvider(() -> authorities);
        } else if (options.endpoint()
                .filter(uri -> "http".equals(uri.getScheme()))
                .isPresent()) {
            // Or the SDK reads the system's authorities for nothing.
            http.tlsTrustManagersProvider(() -> new TrustManager[0]);
        }
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(http)
                .credentialsProvider(options.credentials().provider())
                .defaultsMode(DefaultsMode.LEGACY)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .disableS3ExpressSessionAuth(true)
                .disableMultiRegionAccessPoints(true)
                .forcePathStyle(options.pathStyle())
                // HttpURLConnection waits the whole read time-out for a server that does not answer Expect.
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false).expectContinueEnabled(false))
                .overrideConfiguration(configuration(options));
        options.region().map(Region::of).ifPresent(builder::region);
        options.endpoint().ifPresent(builder::endpointOverride);
        if (options.checksum().signsPayloads()) {
            builder.authSchemeProvider(signingPayloads());
        }
        return builder.build();
    }

    private static ClientOverrideConfiguration configuration(S3Options options) {
        ClientOverrideConfiguration.Builder configuration =
                ClientOverrideConfiguration.builder().retryStrategy(DefaultRetryStrategy.doNotRetry());
        boolean complete = options.region().isPresent() && !(options.credentials() instanceof S3Credentials.Chain);
        if (complete) {
            // Nothing is left that ~/.aws/config could add, and reading it costs start-up time.
            ProfileFile none = ProfileFile.aggregator().build();
            configuration.defaultProfileFileSupplier(() -> none);
        }
        return configuration.build();
    }

    private static S3AuthSchemeProvider signingPayloads() {
        S3AuthSchemeProvider standard = S3AuthSchemeProvider.defaultProvider();
        return request -> standard.resolveAuthScheme(request).stream()
                .map(S3Clients::signingPayload)
                .toList();
    }

    private static AuthSchemeOption signingPayload(AuthSchemeOption option) {
        return option.toBuilder()
                .putSignerProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                .build();
    }
}
