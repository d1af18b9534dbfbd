package io.etcdbr.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.s3.AnsweringServer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod whose service account stands for a role: no keys anywhere, only a token that is exchanged for some. */
class WebIdentityTest {
    private static final String KEYS = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult><Credentials>
                <AccessKeyId>ASIATEMPORARY</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
                <SessionToken>the-session-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
              </Credentials></AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>
            """;

    @TempDir
    private Path folder;

    private final Map<String, String> before = new HashMap<>();

    @BeforeEach
    void setProperties() throws Exception {
        assumeTrue(System.getenv("AWS_ACCESS_KEY_ID") == null, "keys in AWS_ACCESS_KEY_ID come before a web identity");
        set("aws.roleArn", "arn:aws:iam::123456789012:role/backup");
        set(
                "aws.webIdentityTokenFile",
                Files.writeString(folder.resolve("token"), "jwt").toString());
        set("aws.region", "us-east-1");
    }

    @AfterEach
    void restoreProperties() {
        before.forEach((name, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    @Test
    void theTokenIsExchangedForKeysThatSignTheRequests() throws Exception {
        List<String> signatures = new CopyOnWriteArrayList<>();
        try (AnsweringServer server = new AnsweringServer(folder, request -> {
            if (request.getRequestMethod().equals("POST")) {
                return new Answer(200, Map.of("Content-Type", "text/xml"), KEYS);
            }
            signatures.add(request.getRequestHeaders().getFirst("Authorization") + " "
                    + request.getRequestHeaders().getFirst("x-amz-security-token"));
            return Answer.emptyListing();
        })) {
            String endpoint = String.valueOf(server.location().options().get("endpoint"));
            set("aws.endpointUrlSts", endpoint);
            new S3StoreProvider()
                    .open(StoreLocation.parse("s3://bucket/p").withOptions(Map.of("endpoint", endpoint)))
                    .close();
        }
        assertThat(signatures)
                .singleElement()
                .asString()
                .contains("Credential=ASIATEMPORARY/")
                .endsWith("the-session-token");
    }

    private void set(String name, String value) {
        before.putIfAbsent(name, System.getProperty(name, ""));
        System.setProperty(name, value);
    }
}
