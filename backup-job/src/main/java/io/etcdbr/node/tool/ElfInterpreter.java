package io.etcdbr.node.tool;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Which dynamic loader a program asks for (elf(5), program header {@code PT_INTERP}); a static one and a script ask for none. */
final class ElfInterpreter {
    private static final int MAGIC = 0x7f454c46;
    private static final int HEADER = 64;
    private static final int CLASS_AT = 4;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN_DATA = 1;
    private static final int PROGRAM_HEADERS_AT = 32;
    private static final int ENTRY_SIZE_AT = 54;
    private static final int ENTRY_COUNT_AT = 56;
    private static final int PT_INTERP = 3;
    private static final int LONGEST_PATH = 4096;

    private ElfInterpreter() {}

    /** @throws IOException if it is cut off */
    static Optional<String> of(Path program) throws IOException {
        try (FileChannel file = FileChannel.open(program, StandardOpenOption.READ)) {
            if (file.size() < HEADER) {
                return Optional.empty();
            }
            ByteBuffer header = read(file, 0, HEADER);
            if (header.getInt(0) != MAGIC || header.get(CLASS_AT) != CLASS_64) {
                return Optional.empty();
            }
            ByteOrder order =
                    header.get(CLASS_AT + 1) == LITTLE_ENDIAN_DATA ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
            header.order(order);
            long at = header.getLong(PROGRAM_HEADERS_AT);
            int size = Short.toUnsignedInt(header.getShort(ENTRY_SIZE_AT));
            for (int i = 0; i < Short.toUnsignedInt(header.getShort(ENTRY_COUNT_AT)); i++) {
                ByteBuffer entry = read(file, at + (long) i * size, size).order(order);
                if (entry.getInt(0) == PT_INTERP) {
                    int length = (int) Math.min(LONGEST_PATH, entry.getLong(32));
                    byte[] path = read(file, entry.getLong(8), length).array();
                    return Optional.of(new String(path, 0, length - 1, StandardCharsets.UTF_8));
                }
            }
            return Optional.empty();
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IOException(program + " is cut off", e);
        }
    }

    private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            int n = file.read(bytes, at + bytes.position());
            if (n < 0) {
                throw new IOException("it ends within its headers");
            }
        }
        return bytes.flip();
    }
}
