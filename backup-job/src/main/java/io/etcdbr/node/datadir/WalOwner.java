package io.etcdbr.node.datadir;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.MemberId;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whose WAL it is. Each segment begins with a checksum record and a metadata record that has both ids ({@code server/storage/wal} of
 * etcd): a frame of eight bytes, little-endian, whose lower 56 bits are the record's length, then a protobuf {@code walpb.Record}.
 */
public record WalOwner(EtcdClusterId cluster, MemberId member) {
    private static final int HEAD = 4096;
    private static final int METADATA = 1;
    private static final int CHECKSUM = 4;
    private static final long LENGTH = 0xff_ffff_ffff_ffffL;

    /** Fields of {@code walpb.Record} and {@code etcdserverpb.Metadata}. */
    private static final int TYPE = 1;

    private static final int DATA = 3;
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
            record(head, CHECKSUM, first);
            return owner(record(head, METADATA, first), first);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw damaged(first);
        }
    }

    private static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".wal")).toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    private static ByteBuffer head(Path segment) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.READ)) {
            while (head.hasRemaining() && file.read(head) >= 0) {}
        }
        return head.flip();
    }

    /** The data of the next record, which must be of this type. */
    private static ByteBuffer record(ByteBuffer head, int wantedType, Path segment) throws StuckException {
        long frame = head.getLong();
        int length = Math.toIntExact(Math.min(frame & LENGTH, HEAD));
        int padding = frame < 0 ? (int) (frame >>> 56 & 7) : 0;
        ByteBuffer fields = slice(head, length);
        head.position(head.position() + padding);
        long type = -1;
        ByteBuffer data = ByteBuffer.allocate(0);
        while (fields.hasRemaining()) {
            int tag = (int) varint(fields);
            switch (tag) {
                case TYPE << 3 -> type = varint(fields);
                case DATA << 3 | 2 -> data = slice(fields, (int) varint(fields));
                default -> varint(fields);
            }
        }
        if (type != wantedType) {
            throw damaged(segment);
        }
        return data;
    }

    private static WalOwner owner(ByteBuffer metadata, Path segment) throws StuckException {
        long node = 0;
        long cluster = 0;
        while (metadata.hasRemaining()) {
            int tag = (int) varint(metadata);
            long value = varint(metadata);
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

    private static ByteBuffer slice(ByteBuffer from, int length) {
        if (length < 0 || length > from.remaining()) {
            throw new IllegalArgumentException("a length of " + length);
        }
        ByteBuffer part = from.slice(from.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        from.position(from.position() + length);
        return part;
    }

    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = from.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }

    private static StuckException damaged(Path segment) {
        return new StuckException(segment + " does not begin as a segment of etcd's WAL does");
    }
}
