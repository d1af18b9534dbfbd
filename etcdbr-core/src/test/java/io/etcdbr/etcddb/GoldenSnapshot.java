package io.etcdbr.etcddb;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.bbolt.Database;
import io.etcdbr.bbolt.PageSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A file of a real etcd and what the official tools say of it (see {@code RECIPE.md}). */
public record GoldenSnapshot(String name, byte[] file, List<String> report) {
    private static final List<String> VERSIONS = List.of("3.4.23", "3.5.16", "3.6.14");
    private static final List<String> ONLINE =
            List.of("empty", "lived", "compacted", "members", "defragmented", "auth", "alarm");
    private static final List<String> OFFLINE = List.of("stopped", "defragmented-offline", "restored", "bumped");

    public static Stream<GoldenSnapshot> all() {
        return VERSIONS.stream()
                .flatMap(version -> Stream.concat(ONLINE.stream(), OFFLINE.stream())
                        .filter(name -> !(version.startsWith("3.4") && name.equals("bumped")))
                        .map(name -> of(version + "-" + name)));
    }

    /** Snapshots that a server gave, with their digest. */
    public static Stream<GoldenSnapshot> online() {
        return all().filter(
                        golden -> ONLINE.stream().anyMatch(name -> golden.name().endsWith("-" + name)));
    }

    public static GoldenSnapshot of(String name) {
        try (InputStream file = new GZIPInputStream(resource(name + ".db.gz"));
                InputStream report = resource(name + ".txt")) {
            return new GoldenSnapshot(
                    name,
                    file.readAllBytes(),
                    new String(report.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String file) {
        return Objects.requireNonNull(GoldenSnapshot.class.getResourceAsStream("/snapshots/" + file), file);
    }

    public PageSource source() {
        return PageSource.of(MemorySegment.ofArray(file));
    }

    public EtcdDatabase etcd() throws IOException {
        return new EtcdDatabase(Database.open(source()));
    }

    /** The rest of the line that begins with {@code label}. */
    public String said(String label) {
        return report.stream()
                .filter(line -> line.startsWith(label + " "))
                .map(line -> line.substring(label.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " says nothing of " + label));
    }

    public JsonObject saidJson(String label) {
        return JsonParser.parseString(said(label)).getAsJsonObject();
    }

    @Override
    public String toString() {
        return name;
    }
}
