package io.etcdbr.kubectl.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.preflight.Finding;
import io.etcdbr.kubectl.preflight.Loss;
import io.etcdbr.kubectl.restore.Downtime;
import io.etcdbr.kubectl.restore.NodeStatus;
import io.etcdbr.kubectl.restore.Preparation;
import io.etcdbr.kubectl.restore.RestoreEnd;
import io.etcdbr.kubectl.restore.Restoring;
import io.etcdbr.kubectl.restore.Verified;
import io.etcdbr.restore.RecoveryStep;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A restore as a tree. The names of the fields are an API ({@code docs/kubectl.md}): none is renamed or removed. */
final class RestoreTree {
    private RestoreTree() {}

    static JsonObject of(Restoring.Result result, Instant now) {
        return switch (result) {
            case Restoring.Result.Planned planned ->
                tree(Optional.of(planned.preparation()), planned.preparation().plan(), "planned");
            case Restoring.Result.Staged staged ->
                tree(Optional.of(staged.preparation()), Optional.of(staged.plan()), "staged");
            case Restoring.Result.Ended ended -> {
                JsonObject json = tree(
                        ended.preparation(),
                        Optional.of(ended.plan()),
                        ended.end().restored() ? "restored" : ended.end().stuck() ? "stuck" : "undone");
                end(json, ended.plan(), ended.end());
                json.add("lookAt", texts(LookAt.of(ended.preparation())));
                json.add("oldData", oldData(new OldData(ended.plan(), ended.end(), now)));
                yield json;
            }
        };
    }

    /** One that came to no result. */
    static JsonObject failed(Optional<RestoreId> restore, boolean beyondGo, Failure failure) {
        JsonObject json = new JsonObject();
        json.addProperty("result", beyondGo ? "unknown" : "failed");
        json.addProperty("restore", restore.map(RestoreId::value).orElse(null));
        json.addProperty("code", failure.code().name());
        json.addProperty("exitCode", failure.code().number());
        json.addProperty("problem", failure.problem());
        json.addProperty("remedy", failure.remedy());
        return json;
    }

    /** A restore as nodes know it. */
    static JsonObject of(String id, Collection<NodeStatus> nodes, Map<String, String> notSeen) {
        JsonObject json = new JsonObject();
        json.addProperty("restore", id);
        json.add("nodes", nodes(nodes));
        json.add("notSeen", notSeen(notSeen));
        return json;
    }

    /** The same, where something came of it without a plan. */
    static JsonObject of(String result, String id, Collection<NodeStatus> nodes, Map<String, String> notSeen) {
        JsonObject json = new JsonObject();
        json.addProperty("result", result);
        of(id, nodes, notSeen).entrySet().forEach(field -> json.add(field.getKey(), field.getValue()));
        return json;
    }

    private static JsonObject tree(Optional<Preparation> preparation, Optional<RestorePlan> plan, String result) {
        JsonObject json = new JsonObject();
        json.addProperty("result", result);
        json.addProperty("restore", plan.map(known -> known.id().value()).orElse(null));
        preparation.ifPresent(known -> {
            json.addProperty("possible", known.refusals().isEmpty());
            JsonArray findings = new JsonArray();
            known.findings().forEach(finding -> findings.add(finding(finding)));
            json.add("findings", findings);
            json.add("loss", known.loss().<JsonElement>map(RestoreTree::loss).orElse(JsonNull.INSTANCE));
            json.addProperty("whyNoLoss", known.loss().isPresent() ? null : known.whyNoLoss());
        });
        json.addProperty(
                "expectedDowntimeSeconds",
                plan.map(known -> Downtime.expected(known).toSeconds()).orElse(null));
        json.add(
                "plan",
                plan.<JsonElement>map(known ->
                                JsonParser.parseString(new String(PlanCodec.encode(known), StandardCharsets.UTF_8)))
                        .orElse(JsonNull.INSTANCE));
        return json;
    }

    private static JsonObject finding(Finding finding) {
        JsonObject json = new JsonObject();
        json.addProperty("check", finding.check().text());
        json.addProperty(
                "verdict",
                switch (finding) {
                    case Finding.Evidence _ -> "ok";
                    case Finding.Warning _ -> "warning";
                    case Finding.Refusal _ -> "refused";
                });
        json.addProperty("found", finding.found());
        switch (finding) {
            case Finding.Evidence _ -> {}
            case Finding.Warning warning -> json.addProperty("remedy", warning.remedy());
            case Finding.Refusal refusal -> {
                json.addProperty("expected", refusal.expected());
                json.addProperty("remedy", refusal.remedy());
                json.addProperty("allowable", refusal.check().allowable());
            }
        }
        return json;
    }

    private static JsonObject loss(Loss loss) {
        JsonObject json = new JsonObject();
        json.addProperty("lost", loss.lost());
        json.addProperty("regained", loss.regained());
        json.addProperty("reverted", loss.reverted());
        JsonArray resources = new JsonArray();
        for (Loss.Resource resource : loss.resources()) {
            JsonObject one = new JsonObject();
            one.addProperty("resource", resource.resource());
            one.addProperty("lost", resource.lost());
            one.addProperty("regained", resource.regained());
            one.addProperty("reverted", resource.reverted());
            resources.add(one);
        }
        json.add("resources", resources);
        json.add("nodesForgotten", texts(loss.nodesForgotten()));
        json.add("nodesReturned", texts(loss.nodesReturned()));
        json.add("volumesForgotten", texts(loss.volumesForgotten()));
        json.add("volumesReturned", texts(loss.volumesReturned()));
        json.add("jobsAgain", texts(loss.jobsAgain()));
        json.add("cronJobs", texts(loss.cronJobs()));
        json.add("warnings", texts(loss.warnings()));
        return json;
    }

    private static void end(JsonObject json, RestorePlan plan, RestoreEnd end) {
        json.addProperty("downtimeSeconds", end.outage().toMillis() / 1000.0);
        json.add("nodes", nodes(end.nodes().values()));
        json.add("notSeen", notSeen(end.notSeen()));
        json.add("verified", texts(end.restored() ? Verified.of(plan, end) : List.of()));
    }

    private static JsonElement oldData(OldData data) {
        if (!data.isAside()) {
            return JsonNull.INSTANCE;
        }
        JsonObject json = new JsonObject();
        json.addProperty("keepUntil", data.keepUntil().toString());
        JsonObject places = new JsonObject();
        data.places().forEach(places::addProperty);
        json.add("places", places);
        return json;
    }

    private static JsonObject notSeen(Map<String, String> nodes) {
        JsonObject json = new JsonObject();
        nodes.forEach(json::addProperty);
        return json;
    }

    private static JsonArray nodes(Collection<NodeStatus> nodes) {
        JsonArray array = new JsonArray();
        for (NodeStatus status : nodes) {
            JsonObject json = new JsonObject();
            json.addProperty("node", status.node());
            json.addProperty("state", status.state());
            json.addProperty("since", status.since().map(Instant::toString).orElse(null));
            json.addProperty("ended", status.ended());
            json.addProperty("why", status.why());
            json.addProperty("trouble", status.trouble());
            json.addProperty("note", status.note());
            json.addProperty(
                    "recovering", status.recovering().map(RecoveryStep::text).orElse(null));
            array.add(json);
        }
        return array;
    }

    private static JsonArray texts(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(text -> array.add(new JsonPrimitive(text)));
        return array;
    }
}
