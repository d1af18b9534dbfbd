package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A listing, page by page. */
final class Listing {
    private static final int PAGE = 1000;

    private Listing() {}

    /** @param prefix with the store's prefix; empty, or with a slash at the end */
    static void of(Bucket bucket, Requests requests, String prefix, Consumer<S3Object> found) throws StoreException {
        @Nullable String token = null;
        do {
            String after = token;
            ListObjectsV2Response page = requests.once("list '" + prefix + "'", () -> bucket.list(prefix, after, PAGE));
            for (S3Object object : page.contents()) {
                if (object.key().startsWith(prefix)) {
                    found.accept(object);
                }
            }
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (token != null);
    }
}
