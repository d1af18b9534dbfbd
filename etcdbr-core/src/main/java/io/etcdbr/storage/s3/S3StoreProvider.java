package io.etcdbr.storage.s3;

import io.etcdbr.storage.GivingUp;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoreOption;
import io.etcdbr.storage.StoreProvider;
import java.time.Duration;
import java.util.List;

/**
 * {@code s3://bucket/prefix}: AWS and everything that speaks its protocol. Opening costs most of what the SDK costs at all, in
 * loading classes, so a program that starts should do it beside other things.
 */
public final class S3StoreProvider implements StoreProvider {
    @Override
    public String scheme() {
        return "s3";
    }

    @Override
    public List<StoreOption> options() {
        return S3Options.ALL;
    }

    @Override
    public Store open(StoreLocation location) throws StoreException {
        S3Options options = S3Options.of(location);
        return open(location, options, PartLimits.of(options.partSize()), Backoff.STANDARD, GivingUp.PATIENCE);
    }

    /** @param cleanUp what an abort may take, all in all, when the server does not answer */
    static Store open(StoreLocation location, S3Options options, PartLimits limits, Backoff backoff, Duration cleanUp)
            throws StoreException {
        S3Errors errors = new S3Errors(options);
        Bucket bucket;
        try {
            bucket = new Bucket(S3Clients.create(options), options);
        } catch (RuntimeException e) {
            throw errors.of("open the store", e);
        }
        try {
            Requests requests = new Requests(errors, options.idleTimeout(), Backoff.SHORT);
            requests.retried("open the store", null, () -> bucket.list(options.prefix(), null, 1));
        } catch (StoreException e) {
            bucket.close();
            throw e;
        }
        Requests requests = new Requests(errors, options.idleTimeout(), backoff);
        return new S3Store(location, new S3Store.Access(bucket, options, limits, errors, requests, cleanUp));
    }
}
