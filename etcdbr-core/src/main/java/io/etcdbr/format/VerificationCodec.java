package io.etcdbr.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;

/** Verifications as bytes. */
public final class VerificationCodec {
    private VerificationCodec() {}

    public static byte[] encode(Verification verification) {
        JsonObject json = new JsonObject();
        json.addProperty("formatVersion", verification.formatVersion().toString());
        json.addProperty("id", verification.id().toString());
        json.addProperty("level", verification.level().text());
        json.addProperty("result", verification.result().text());
        json.addProperty("verifiedAt", Documents.time(verification.verifiedAt()));
        json.add("tool", Documents.json(verification.tool()));
        JsonArray findings = new JsonArray();
        for (Finding finding : verification.findings()) {
            JsonObject object = new JsonObject();
            object.addProperty("severity", finding.severity().text());
            object.addProperty("object", finding.object());
            object.addProperty("message", finding.message());
            findings.add(object);
        }
        json.add("findings", findings);
        verification.database().ifPresent(database -> json.add("database", DatabaseDocument.json(database)));
        return Documents.bytes(json);
    }

    /**
     * @param document what a failure calls it
     * @throws EtcdbrException with {@link ExitCode#DAMAGED} if it is not what {@code docs/format.md} says, or with {@link
     *     ExitCode#REFUSED} if its major version is another one
     */
    public static Verification decode(byte[] bytes, String document) {
        Fields root = Documents.open(bytes, document);
        return new Verification(
                Documents.readableVersion(root),
                Documents.id(root),
                root.parsed("level", "\"stored\", \"plain\" or \"deep\"", VerificationLevel::parse),
                root.parsed("result", "\"sound\" or \"damaged\"", VerificationResult::parse),
                root.time("verifiedAt"),
                Documents.tool(root.object("tool")),
                root.objects("findings").stream()
                        .map(VerificationCodec::finding)
                        .toList(),
                root.optionalObject("database").map(DatabaseDocument::read));
    }

    private static Finding finding(Fields fields) {
        return new Finding(
                fields.parsed("severity", "\"warning\" or \"error\"", Finding.Severity::parse),
                fields.text("object", "the name of an object"),
                fields.text("message", "a sentence"));
    }
}
