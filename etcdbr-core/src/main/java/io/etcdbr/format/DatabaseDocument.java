package io.etcdbr.format;

import com.google.gson.JsonObject;
import java.util.OptionalLong;

/** A database's summary within a verification. */
final class DatabaseDocument {
    private static final String VERSION = "a version";

    private DatabaseDocument() {}

    static JsonObject json(DatabaseSummary database) {
        JsonObject json = new JsonObject();
        json.addProperty("hash", database.hash().toString());
        json.addProperty("revision", database.revision());
        database.compactedRevision().ifPresent(revision -> json.addProperty("compactedRevision", revision));
        database.compactingRevision().ifPresent(revision -> json.addProperty("compactingRevision", revision));
        json.addProperty("keys", database.keys());
        json.addProperty("entries", database.entries());
        json.addProperty("size", database.size());
        database.clusterVersion().ifPresent(version -> json.addProperty("clusterVersion", version));
        database.storageVersion().ifPresent(version -> json.addProperty("storageVersion", version));
        database.downgradeTarget().ifPresent(version -> json.addProperty("downgradeTarget", version));
        json.add("members", ManifestWriter.array(database.members(), ManifestWriter::json));
        json.add("alarms", ManifestWriter.array(database.alarms(), ManifestWriter::json));
        json.add("buckets", ManifestWriter.array(database.buckets(), bucket -> {
            JsonObject object = new JsonObject();
            object.addProperty("name", bucket.name());
            object.addProperty("entries", bucket.entries());
            return object;
        }));
        return json;
    }

    static DatabaseSummary read(Fields fields) {
        return new DatabaseSummary(
                fields.parsed("hash", "a CRC-32C in hexadecimal digits", DatabaseSummary.Hash::parse),
                number(fields, "revision"),
                revision(fields, "compactedRevision"),
                revision(fields, "compactingRevision"),
                number(fields, "keys"),
                number(fields, "entries"),
                number(fields, "size"),
                fields.optionalText("clusterVersion", VERSION),
                fields.optionalText("storageVersion", VERSION),
                fields.optionalText("downgradeTarget", VERSION),
                ManifestReader.each(fields, "members", ManifestReader::member),
                ManifestReader.each(fields, "alarms", ManifestReader::alarm),
                ManifestReader.each(
                        fields,
                        "buckets",
                        bucket ->
                                new DatabaseSummary.Bucket(bucket.text("name", "a text"), number(bucket, "entries"))));
    }

    private static long number(Fields fields, String name) {
        return fields.number(name, 0, Long.MAX_VALUE, "a number from 0 on");
    }

    private static OptionalLong revision(Fields fields, String name) {
        return fields.optionalNumber(name, 0, Long.MAX_VALUE, "a revision");
    }
}
