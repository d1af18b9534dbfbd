package io.etcdbr.format;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What manifests and verifications have in common. */
final class Documents {
    static final int MAX_BYTES = 16 << 20;

    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");
    private static final Gson WRITER = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private Documents() {}

    /** @param document what to call it in a failure, such as {@code manifest prod/…/….manifest.json} */
    static Fields open(byte[] bytes, String document) {
        if (bytes.length > MAX_BYTES) {
            throw Fields.failure(document, "it has more than " + MAX_BYTES + " bytes, which no writer makes");
        }
        try {
            return Fields.of(document, JsonTree.parse(bytes));
        } catch (JsonParseException e) {
            throw Fields.failure(document, "it " + e.getMessage());
        }
    }

    static byte[] bytes(JsonObject root) {
        return (WRITER.toJson(root) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Comes first: nothing else of another major version means what it seems to. */
    static FormatVersion readableVersion(Fields root) {
        FormatVersion version = root.parsed(
                "formatVersion", "a version such as \"" + FormatVersion.CURRENT + "\"", FormatVersion::parse);
        if (!version.isReadable()) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    root.document() + " has format version " + version + ", made by "
                            + (version.major() > FormatVersion.CURRENT.major() ? "a newer etcdbr" : "no known etcdbr")
                            + "; this one reads versions " + FormatVersion.CURRENT.major() + ".x",
                    "Use the etcdbr that made it, or a newer one");
        }
        return version;
    }

    static BackupId id(Fields root) {
        return root.parsed("id", "a backup id such as 20261120T143005Z-r48211907-7f3a9c", BackupId::parse);
    }

    static Tool tool(Fields fields) {
        return new Tool(fields.text("name", "a text"), fields.text("version", "a version"));
    }

    static JsonObject json(Tool tool) {
        JsonObject json = new JsonObject();
        json.addProperty("name", tool.name());
        json.addProperty("version", tool.version());
        return json;
    }

    static String time(Instant time) {
        return MILLIS.format(time.atOffset(ZoneOffset.UTC));
    }
}
