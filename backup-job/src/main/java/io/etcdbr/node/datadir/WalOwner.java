package io.etcdbr.node.datadir;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.MemberId;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whose WAL it is. Each segment begins with a checksum record and a metadata record that has both ids. */
public record WalOwner(EtcdClusterId cluster, MemberId member) {
    private static final int HEAD = 4096;

    /** Fields of {@code etcdserverpb.Metadata}. */
    private static final int NODE_ID = 1;

    private static final int CLUSTER_ID = 2;

    /**
     * Reads the first segment.
     *
     * @param folder with the {@code *.wal} files
     * @throws StuckException if there is none, or it is not a segment of a WAL
     */
    public static WalOwner of(Path folder) throws IOException {
        Path first = segments(folder).stream()
                .min(Comparator.comparing(Path::toString))
                .orElseThrow(() -> new StuckException(
                        "there is no *.wal file in " + folder + "; etcd would begin a new, empty cluster over it"));
        ByteBuffer head = head(first);
        try {
            record(head, WalRecord.CHECKSUM, first);
            return owner(record(head, WalRecord.METADATA, first), first);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw damaged(first);
        }
    }

    /** Without an order; none if there is no such folder. */
    static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".wal")).toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    private static ByteBuffer head(Path segment) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD);
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.READ)) {
            while (head.hasRemaining() && file.read(head) >= 0) {}
        }
        return head.flip();
    }

    /** The data of the next record, which must be of this type. */
    private static ByteBuffer record(ByteBuffer head, int wantedType, Path segment) throws StuckException {
        return WalRecord.next(head)
                .filter(record -> record.type() == wantedType)
                .map(WalRecord::data)
                .orElseThrow(() -> damaged(segment));
    }

    private static WalOwner owner(ByteBuffer metadata, Path segment) throws StuckException {
        long node = 0;
        long cluster = 0;
        while (metadata.hasRemaining()) {
            int tag = (int) WalRecord.varint(metadata);
            long value = WalRecord.varint(metadata);
            if (tag == NODE_ID << 3) {
                node = value;
            } else if (tag == CLUSTER_ID << 3) {
                cluster = value;
            }
        }
        if (node == 0 || cluster == 0) {
            throw damaged(segment);
        }
        return new WalOwner(new EtcdClusterId(cluster), new MemberId(node));
    }

    private static StuckException damaged(Path segment) {
        return new StuckException(segment + " does not begin as a segment of etcd's WAL does");
    }
}
