package io.etcdbr.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Finding;
import io.etcdbr.format.ManifestCodec;
import io.etcdbr.format.Verification;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import io.etcdbr.operation.BackupDescription;
import io.etcdbr.operation.BackupList;
import io.etcdbr.operation.FetchedBackup;
import io.etcdbr.operation.PruneResult;
import io.etcdbr.operation.PruneStep;
import io.etcdbr.operation.VerifiedFile;
import io.etcdbr.operation.VerifyOutcome;
import io.etcdbr.operation.VerifyResult;
import io.etcdbr.retention.Reason;
import io.etcdbr.retention.RetentionPlan;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Results as trees. The names of the fields are an API: none is renamed or removed, and what is not there is {@code null}. Sizes
 * are bytes, times ISO-8601 in UTC.
 */
final class Trees {
    private Trees() {}

    static JsonObject list(List<BackupList> lists) {
        return stores(lists, list -> {
            JsonObject json = new JsonObject();
            json.addProperty("store", list.store().toString());
            json.add("backups", array(list.backups(), Trees::summary));
            json.addProperty("leftOut", list.leftOut());
            json.addProperty("unrecognised", list.unrecognised());
            return json;
        });
    }

    static JsonObject members(MembersReport report) {
        JsonObject json = new JsonObject();
        json.addProperty("etcdClusterId", report.etcdClusterId().toString());
        json.add("members", array(report.members(), Trees::member));
        json.add("alarms", array(report.alarms(), alarm -> {
            JsonObject object = new JsonObject();
            object.addProperty("memberId", alarm.memberId().toString());
            object.addProperty("alarm", alarm.alarm());
            return object;
        }));
        json.add("problems", array(report.problems(), Trees::failure));
        return json;
    }

    private static JsonObject member(MemberReport report) {
        JsonObject json = new JsonObject();
        json.addProperty("id", report.member().id().toString());
        json.addProperty("name", report.member().name());
        json.addProperty("reachable", report.answer().isPresent());
        json.addProperty("why", report.why().isEmpty() ? null : report.why());
        json.addProperty("learner", report.member().learner());
        json.add("peerUrls", array(report.member().peerUrls(), JsonPrimitive::new));
        json.add("clientUrls", array(report.member().clientUrls(), JsonPrimitive::new));
        json.add("status", report.answer().<JsonElement>map(Trees::answer).orElse(JsonNull.INSTANCE));
        return json;
    }

    private static JsonObject answer(MemberReport.Answer answer) {
        JsonObject json = new JsonObject();
        json.addProperty("endpoint", answer.endpoint());
        json.addProperty("leader", answer.leader());
        json.addProperty("version", answer.version());
        json.add("storageVersion", optional(answer.storageVersion()));
        json.addProperty("dbSize", answer.dbSize());
        json.add("dbSizeInUse", optional(answer.dbSizeInUse()));
        json.add("dbSizeQuota", optional(answer.dbSizeQuota()));
        json.addProperty("revision", answer.revision());
        json.addProperty("raftIndex", answer.raftIndex());
        json.addProperty("raftAppliedIndex", answer.raftApplied());
        json.addProperty("raftTerm", answer.raftTerm());
        return json;
    }

    private static JsonElement optional(OptionalLong number) {
        return number.isPresent() ? new JsonPrimitive(number.getAsLong()) : JsonNull.INSTANCE;
    }

    static JsonObject describe(BackupDescription description) {
        JsonObject json = new JsonObject();
        json.addProperty("store", description.store().toString());
        json.add("backup", summary(description.summary()));
        json.add(
                "manifest",
                JsonParser.parseString(
                        new String(ManifestCodec.encode(description.manifest()), StandardCharsets.UTF_8)));
        json.add("verifications", array(description.verifications(), Trees::verification));
        json.add("unreadable", array(description.unreadable(), Trees::failure));
        return json;
    }

    static JsonObject verify(List<VerifyResult> results) {
        return stores(results, result -> {
            JsonObject json = new JsonObject();
            json.addProperty("store", result.store().toString());
            json.add("verifications", array(result.outcomes(), Trees::outcome));
            json.addProperty("damaged", result.damaged());
            json.addProperty("notReached", result.notReached());
            json.addProperty("notDue", result.notDue());
            return json;
        });
    }

    static JsonObject verifyFile(VerifiedFile file) {
        JsonObject json = new JsonObject();
        json.addProperty("file", file.file().toString());
        json.addProperty("size", file.size());
        json.addProperty("trailer", file.trailer());
        json.addProperty("level", VerificationLevel.DEEP.text());
        json.addProperty("result", file.result().text());
        json.addProperty("verifiedAt", file.verifiedAt().toString());
        json.add("findings", array(file.findings(), Trees::finding));
        json.add("database", DatabaseTree.of(file.database()));
        return json;
    }

    static JsonObject fetch(FetchedBackup fetched) {
        JsonObject json = identity(fetched.summary());
        json.addProperty("store", fetched.store().toString());
        json.addProperty("object", fetched.data().object().toString());
        json.add("file", optional(fetched.file().map(Object::toString)));
        json.addProperty("size", fetched.size());
        json.addProperty("sha256", fetched.sha256().hex());
        json.addProperty("revision", fetched.manifest().revision());
        json.addProperty("revisionAtMost", fetched.manifest().revisionAtMost());
        json.addProperty("etcdVersion", fetched.manifest().source().etcdVersion());
        return json;
    }

    static JsonObject prune(List<PruneResult> results) {
        return stores(results, result -> {
            JsonObject json = new JsonObject();
            json.addProperty("store", result.store().toString());
            json.addProperty("dryRun", result.dryRun());
            json.add("steps", array(result.steps(), Trees::step));
            json.add("leftovers", array(result.leftovers(), JsonPrimitive::new));
            json.addProperty("freed", result.freed());
            json.add("excesses", array(result.excesses(), Trees::excess));
            json.add(
                    "failure", result.failure().<JsonElement>map(Trees::failure).orElse(JsonNull.INSTANCE));
            return json;
        });
    }

    private static JsonObject summary(BackupSummary backup) {
        JsonObject json = identity(backup);
        json.addProperty("time", backup.id().time().toString());
        json.addProperty("revision", backup.id().revision());
        json.addProperty("complete", backup.isComplete());
        json.addProperty("health", backup.health().text());
        json.add(
                "verification",
                backup.verification()
                        .<JsonElement>map(newest -> {
                            JsonObject object = new JsonObject();
                            object.addProperty("time", newest.time().toString());
                            object.addProperty("level", newest.level().text());
                            object.addProperty("result", newest.result().text());
                            return object;
                        })
                        .orElse(JsonNull.INSTANCE));
        json.addProperty("encrypted", backup.encrypted());
        json.addProperty("compression", backup.compression().text());
        json.addProperty("files", backup.hasFiles());
        json.addProperty("storedSize", backup.storedSize());
        json.add("lockedUntil", optional(backup.lockedUntil().map(Instant::toString)));
        json.addProperty("modified", backup.newestModification().toString());
        json.addProperty("storedAt", backup.storedAt().toString());
        return json;
    }

    private static JsonObject outcome(VerifyOutcome outcome) {
        JsonObject json = identity(outcome.backup());
        switch (outcome) {
            case VerifyOutcome.Checked checked -> {
                verification(checked.verification())
                        .entrySet()
                        .forEach(entry -> json.add(entry.getKey(), entry.getValue()));
                json.add(
                        "problem",
                        checked.notRecorded().<JsonElement>map(Trees::failure).orElse(JsonNull.INSTANCE));
            }
            case VerifyOutcome.Unchecked unchecked -> {
                json.add("level", JsonNull.INSTANCE);
                json.addProperty("result", "unchecked");
                json.add("verifiedAt", JsonNull.INSTANCE);
                json.add("findings", new JsonArray());
                json.add("database", JsonNull.INSTANCE);
                json.add("problem", failure(unchecked.why()));
            }
        }
        return json;
    }

    private static JsonObject verification(Verification verification) {
        JsonObject json = new JsonObject();
        json.addProperty("level", verification.level().text());
        json.addProperty("result", verification.result().text());
        json.addProperty("verifiedAt", verification.verifiedAt().toString());
        json.add("findings", array(verification.findings(), Trees::finding));
        json.add("database", DatabaseTree.of(verification.database()));
        return json;
    }

    private static JsonObject finding(Finding finding) {
        JsonObject json = new JsonObject();
        json.addProperty("severity", finding.severity().text());
        json.addProperty("object", finding.object());
        json.addProperty("message", finding.message());
        return json;
    }

    private static JsonObject step(PruneStep step) {
        JsonObject json = identity(step.backup());
        json.addProperty("complete", step.backup().isComplete());
        json.addProperty("action", step.action().text());
        json.addProperty("storedSize", step.backup().storedSize());
        json.add("reasons", array(step.reasons(), Trees::reason));
        return json;
    }

    private static JsonObject reason(Reason reason) {
        JsonObject json = new JsonObject();
        json.addProperty("rule", reason.rule());
        json.addProperty("detail", reason.detail());
        return json;
    }

    private static JsonObject excess(RetentionPlan.Excess excess) {
        JsonObject json = new JsonObject();
        json.addProperty("cluster", excess.epoch().cluster().value());
        json.addProperty("etcdClusterId", excess.epoch().etcdClusterId().toString());
        json.addProperty("kept", excess.kept());
        json.addProperty("limit", excess.limit());
        return json;
    }

    private static JsonObject failure(Failure failure) {
        JsonObject json = new JsonObject();
        json.addProperty("code", failure.code().name());
        json.addProperty("exitCode", failure.code().number());
        json.addProperty("problem", failure.problem());
        json.addProperty("remedy", failure.remedy());
        return json;
    }

    private static JsonObject identity(BackupSummary backup) {
        JsonObject json = new JsonObject();
        json.addProperty("id", backup.id().toString());
        json.addProperty("cluster", backup.epoch().cluster().value());
        json.addProperty("etcdClusterId", backup.epoch().etcdClusterId().toString());
        return json;
    }

    private static <T> JsonObject stores(List<T> results, Function<T, JsonObject> writer) {
        JsonObject json = new JsonObject();
        json.add("stores", array(results, writer));
        return json;
    }

    private static <T> JsonArray array(List<T> values, Function<T, ? extends JsonElement> writer) {
        JsonArray array = new JsonArray(values.size());
        values.forEach(value -> array.add(writer.apply(value)));
        return array;
    }

    private static JsonElement optional(Optional<String> text) {
        return text.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
    }
}
