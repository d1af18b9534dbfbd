import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ManifestCodec;
import io.etcdbr.format.ManifestFixture;
import io.etcdbr.format.ObjectName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Fills a directory, the first argument, with as many small backups as the second says, one an hour. */
final class FillStore {
    public static void main(String[] arguments) throws Exception {
        Epoch epoch = new Epoch(new ClusterName("bench"), new EtcdClusterId(0x14f5c0ffeeL));
        Path folder = Files.createDirectories(Path.of(arguments[0], epoch.folder()));
        Instant first = Instant.parse("2026-11-01T00:00:00Z");
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            byte[] snapshot = ("snapshot " + i).getBytes();
            BackupId id = BackupId.create(first.plusSeconds(3600L * i), 1000L + i);
            Manifest manifest = ManifestFixture.plain(epoch, id, snapshot);
            Files.write(folder.resolve(manifest.snapshot().object().toString()), snapshot);
            Files.write(folder.resolve(new ObjectName.Manifest(id).toString()), ManifestCodec.encode(manifest));
        }
    }
}
