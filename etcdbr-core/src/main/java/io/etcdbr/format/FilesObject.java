package io.etcdbr.format;

import java.util.List;

/** The data object with the node files, and what is in it. */
public record FilesObject(DataObject data, List<FileEntry> entries) {
    public FilesObject {
        entries = List.copyOf(entries);
    }
}
