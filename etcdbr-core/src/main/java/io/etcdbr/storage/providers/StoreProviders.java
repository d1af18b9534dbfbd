package io.etcdbr.storage.providers;

import io.etcdbr.spelling.Suggestion;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoreOption;
import io.etcdbr.storage.StoreProvider;
import io.etcdbr.storage.filesystem.DirectoryStoreProvider;
import io.etcdbr.storage.s3.S3StoreProvider;
import io.etcdbr.storage.sftp.SftpStoreProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the provider of a location. The list is written out, so that what is there is plain and start-up reads no services. */
public final class StoreProviders {
    private final Map<String, StoreProvider> byScheme = new LinkedHashMap<>();

    public StoreProviders(List<StoreProvider> providers) {
        providers.forEach(provider -> byScheme.put(provider.scheme(), provider));
    }

    /** Every provider there is. */
    public static StoreProviders all() {
        return new StoreProviders(
                List.of(new S3StoreProvider(), new SftpStoreProvider(), new DirectoryStoreProvider()));
    }

    /** What each scheme's locations may carry. */
    public Map<String, List<StoreOption>> optionsByScheme() {
        Map<String, List<StoreOption>> options = new LinkedHashMap<>();
        byScheme.forEach((scheme, provider) -> options.put(scheme, provider.options()));
        return options;
    }

    /**
     * Opens the store at {@code location}.
     *
     * @throws StoreException {@link Reason#UNSUPPORTED} if no provider knows the scheme or one of the options, and whatever the
     *     provider says
     */
    public Store open(StoreLocation location) throws StoreException {
        StoreProvider provider = byScheme.get(location.scheme());
        if (provider == null) {
            throw new StoreException(
                    Reason.UNSUPPORTED,
                    "store " + location + " is of no known kind"
                            + Suggestion.didYouMean(location.scheme(), byScheme.keySet()),
                    "Use one of " + String.join(", ", byScheme.keySet()));
        }
        List<String> names = provider.options().stream().map(StoreOption::name).toList();
        for (String name : location.options().keySet()) {
            if (!names.contains(name)) {
                throw new StoreException(
                        Reason.UNSUPPORTED,
                        "store " + location + " has no option '" + name + "'" + Suggestion.didYouMean(name, names),
                        "Use only " + String.join(", ", names));
            }
        }
        return provider.open(location);
    }
}
