package io.etcdbr.storage.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreProvidersTest {
    private final StoreProviders providers = StoreProviders.all();

    @Test
    void aLocationIsOpenedByTheProviderOfItsScheme(@TempDir Path directory) throws StoreException {
        StoreLocation location = StoreLocation.parse("file://" + directory);
        try (Store store = providers.open(location)) {
            assertThat(store.location()).isEqualTo(location);
        }
    }

    @Test
    void anUnknownSchemeIsRefusedWithTheNearestOne() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> providers.open(StoreLocation.parse("sfpt://user@host/directory")))
                .returns(Reason.UNSUPPORTED, StoreException::reason)
                .withMessageContaining("did you mean 'sftp'");
    }

    @Test
    void anUnknownOptionIsRefusedWithTheNearestOne(@TempDir Path directory) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> providers.open(StoreLocation.parse("file://" + directory + "?craete=true")))
                .returns(Reason.UNSUPPORTED, StoreException::reason)
                .withMessageContaining("did you mean 'create'");
    }

    @Test
    void everySchemeTellsItsOptions() {
        assertThat(providers.optionsByScheme()).containsOnlyKeys("s3", "sftp", "file");
        assertThat(providers.optionsByScheme().get("file")).extracting("name").contains("create");
    }
}
