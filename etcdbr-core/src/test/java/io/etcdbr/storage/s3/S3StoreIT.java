package io.etcdbr.storage.s3;

import io.etcdbr.storage.Store;
import io.etcdbr.testing.S3Server;
import io.etcdbr.testing.StoreContract;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class S3StoreIT extends StoreContract {
    private static S3Server server;

    private String bucket = "";

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    protected Store open() throws Exception {
        if (bucket.isEmpty()) {
            bucket = server.account().newBucket();
        }
        return new S3StoreProvider().open(server.account().location(bucket, "some/prefix", Map.of()));
    }
}
