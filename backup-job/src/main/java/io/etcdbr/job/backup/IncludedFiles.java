package io.etcdbr.job.backup;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.DataKind;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.FilesObject;
import io.etcdbr.log.LogKeys;
import io.etcdbr.nodefiles.NodeFile;
import io.etcdbr.nodefiles.NodeFileException;
import io.etcdbr.nodefiles.NodeFiles;
import io.etcdbr.nodefiles.NodeFilesTar;
import io.etcdbr.nodefiles.PrivateKeys;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the node that go with a snapshot. */
final class IncludedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(IncludedFiles.class);
    /** Those who write files for good write them once: a file that changes so often is a log or the like. */
    private static final int TRIES = 3;

    private final BackupOptions options;

    IncludedFiles(BackupOptions options) {
        this.options = options;
    }

    /**
     * Refuses before anything is read what would be refused once the snapshot is there.
     *
     * @throws EtcdbrException if a path is wrong, or a private key would be stored in the clear
     */
    void check() {
        try {
            find();
        } catch (NodeFileException e) {
            throw unreadable(e);
        }
    }

    /**
     * Writes the archive. The files are found anew, because reading the snapshot takes long, and again should one vanish or shrink
     * even so: the snapshot is proven by then, and is not to be lost for that.
     */
    FilesObject write(Attempt attempt) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                List<NodeFile> files = find();
                DataObject object = attempt.write(DataKind.FILES, out -> NodeFilesTar.write(files, out));
                return new FilesObject(
                        object, files.stream().map(ManifestDraft::entry).toList());
            } catch (NodeFileException e) {
                if (tries == TRIES) {
                    throw unreadable(e);
                }
                LOG.atWarn()
                        .addKeyValue(LogKeys.ERROR, e.getMessage())
                        .log("The node's files changed while they were archived; this begins again");
            }
        }
    }

    private List<NodeFile> find() throws NodeFileException {
        List<NodeFile> files = NodeFiles.find(options.include());
        if (options.encoding().encrypts() || options.allowPlaintextKeys()) {
            return files;
        }
        List<NodeFile> secret = PrivateKeys.among(files);
        if (!secret.isEmpty()) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    secret.size() + " included files hold private keys or tokens, the first is "
                            + secret.getFirst().path() + ", and the backup is not encrypted",
                    "Encrypt it with --recipient, leave them out, or allow it with --allow-plaintext-keys");
        }
        return files;
    }

    private static EtcdbrException unreadable(NodeFileException e) {
        return new EtcdbrException(
                new Failure(
                        ExitCode.USAGE,
                        e.getMessage(),
                        "Back up again; if it comes back, narrow --include to what is not rewritten all the time"),
                e);
    }
}
