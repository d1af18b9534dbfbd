package io.etcdbr.job.command;

import static io.etcdbr.testing.OutputFields.assertDocumented;

import com.google.gson.JsonParser;
import io.etcdbr.command.JsonText;
import io.etcdbr.format.Manifest;
import io.etcdbr.job.backup.BackupResult.InStore;
import io.etcdbr.job.sequence.BackupSequence;
import io.etcdbr.operation.StoredBackups;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.testing.MemoryStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** docs/reference/output.md names exactly the fields that a backup's result has. */
class BackupFieldsTest {

    @Test
    void backup() throws IOException {
        Manifest manifest = new StoredBackups(new MemoryStore()).plain("20261120T090000Z-r200-00000b");
        BackupSequence.Result result = new BackupSequence.Result(
                manifest,
                List.of(new InStore.Stored(StoreLocation.parse("file:///backups"))),
                Optional.of(Instant.EPOCH),
                Map.of(),
                List.of());

        assertDocumented("etcdbr-job backup", JsonParser.parseString(JsonText.of(BackupVerb.facts(result))));
    }
}
