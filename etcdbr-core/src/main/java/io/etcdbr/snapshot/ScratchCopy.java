package io.etcdbr.snapshot;

import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.content.StoredStreams;
import io.etcdbr.disk.DiskException;
import io.etcdbr.disk.FreeSpace;
import io.etcdbr.disk.ScratchFile;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.DataObject;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.pipeline.DamagedException;
import io.etcdbr.pipeline.Decoder;
import io.etcdbr.pipeline.IdentityException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** The plain bytes of stored objects, in files that nobody else can read and that go away by themselves. */
public final class ScratchCopy {
    private static final int BUFFER = 256 * 1024;
    private static final String OTHER_SCRATCH = "Name a directory with enough space with --scratch";

    private ScratchCopy() {}

    /**
     * Decodes an object and proves it whole by all its digests.
     *
     * @param what the work, as progress shows it
     * @throws EtcdbrException {@link ExitCode#NO_SPACE} or {@link ExitCode#USAGE} if {@code scratch} cannot take it
     * @throws DiskException the same, found out on the way
     * @throws DamagedException if it is not what its manifest says
     * @throws IdentityException if none of {@code identities} opens it
     */
    public static MappedFile of(
            String what,
            StoredStreams streams,
            BackupSummary backup,
            DataObject data,
            AgeIdentities identities,
            Path scratch)
            throws IOException {
        FreeSpace.require(scratch, data.plainSize(), OTHER_SCRATCH);
        try (ScratchFile file = new ScratchFile(scratch, "the scratch directory", OTHER_SCRATCH)) {
            try (InputStream stored = streams.open(what, backup, data);
                    Decoder plain = new Decoder(stored, data, StoredStreams.newDigest(data), identities);
                    OutputStream out = file.write()) {
                byte[] buffer = new byte[BUFFER];
                int n;
                while ((n = plain.read(buffer, 0, buffer.length)) >= 0) {
                    out.write(buffer, 0, n);
                }
            }
            return MappedFile.of(file.channel());
        }
    }
}
