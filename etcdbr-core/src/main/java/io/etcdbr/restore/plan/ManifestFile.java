package io.etcdbr.restore.plan;

import io.etcdbr.format.Sha256;

/**
 * A static pod's manifest on a node.
 *
 * @param path on the host
 * @param sha256 of its bytes when the plan was made; they come back as the same bytes
 */
public record ManifestFile(String path, Sha256 sha256) {
    public ManifestFile {
        Checks.path("the manifest", path);
    }

    /** The file's name in its folder. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
