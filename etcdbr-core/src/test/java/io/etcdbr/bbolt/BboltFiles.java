package io.etcdbr.bbolt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The files that bbolt itself made (see {@code RECIPE.md}), as bytes to read and to spoil. */
final class BboltFiles {
    private static final List<String> CONTENTS = List.of(
            "empty", "nested", "no-freelist", "overflow", "small", "page-1k", "page-4k", "page-16k", "page-64k");

    private BboltFiles() {}

    static Stream<String> names() {
        return Stream.of("1.3.3-", "1.4.3-")
                .flatMap(version -> CONTENTS.stream().map(version::concat));
    }

    static byte[] bytes(String name) {
        try (InputStream in = new GZIPInputStream(resource(name + ".db.gz"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What bbolt reads in the file. */
    static List<String> report(String name) {
        try (InputStream in = resource(name + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Database open(byte[] file) throws IOException {
        return Database.open(PageSource.of(MemorySegment.ofArray(file)));
    }

    private static InputStream resource(String file) {
        return Objects.requireNonNull(BboltFiles.class.getResourceAsStream("/bbolt/" + file), file);
    }
}
