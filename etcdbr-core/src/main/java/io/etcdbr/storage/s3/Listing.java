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
            token = Boolean.TRUE.equals(page.isTruncated()) ? next(page, token, prefix, bucket) : null;
        } while (token != null);
    }

    /** Where the next page begins. A server that does not tell would show the oldest objects only, or the same ones for ever. */
    private static String next(ListObjectsV2Response page, @Nullable String before, String prefix, Bucket bucket)
            throws StoreException {
        @Nullable String token = page.nextContinuationToken();
        if (token == null || token.isEmpty() || token.equals(before)) {
            throw new StoreException(
                    StoreException.Reason.CORRUPT,
                    "the server of bucket '" + bucket.name() + "' says that its list of '" + prefix
                            + "' goes on, but not from where",
                    "The server does not know ListObjectsV2, which etcdbr needs: upgrade it or use another");
        }
        return token;
    }
}
