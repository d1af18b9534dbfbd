package io.etcdbr.kubectl.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.kubectl.operation.ClusterStatus;
import io.etcdbr.kubectl.operation.FailedRun;
import java.time.Instant;
import java.util.Optional;

/** A cluster's status as a tree. The names of the fields are an API: none is renamed or removed. */
final class StatusTree {
    private StatusTree() {}

    static JsonObject of(ClusterStatus status) {
        JsonObject json = new JsonObject();
        json.addProperty("healthy", status.problems().isEmpty());
        json.add(
                "etcd",
                status.etcd()
                        .map(KubeObject::tree)
                        .<JsonElement>map(tree -> tree)
                        .orElse(JsonNull.INSTANCE));
        JsonArray stores = new JsonArray();
        for (ClusterStatus.Store store : status.stores()) {
            JsonObject object = new JsonObject();
            object.addProperty("store", store.url());
            object.addProperty("backups", store.backups());
            object.add("newest", backup(store.newest()));
            object.add("verified", backup(store.verified()));
            stores.add(object);
        }
        json.add("stores", stores);
        JsonObject schedule = new JsonObject();
        schedule.addProperty("namespace", status.namespace());
        schedule.addProperty("cronJob", status.cronJob());
        schedule.addProperty("schedule", status.schedule());
        schedule.addProperty("timeZone", status.timeZone());
        schedule.addProperty("suspended", status.suspended());
        schedule.add("due", time(status.due()));
        schedule.add("next", time(status.next()));
        schedule.add("lastSuccessful", time(status.lastSuccessful()));
        schedule.add("failed", failed(status.failed()));
        json.add("schedule", schedule);
        JsonArray problems = new JsonArray();
        for (Failure problem : status.problems()) {
            JsonObject object = new JsonObject();
            object.addProperty("problem", problem.problem());
            object.addProperty("remedy", problem.remedy());
            problems.add(object);
        }
        json.add("problems", problems);
        return json;
    }

    private static JsonElement backup(Optional<ClusterStatus.Backup> backup) {
        return backup.<JsonElement>map(found -> {
                    JsonObject object = new JsonObject();
                    object.addProperty("id", found.id());
                    object.addProperty("time", found.time().toString());
                    object.add("verifiedAt", time(found.verifiedAt()));
                    return object;
                })
                .orElse(JsonNull.INSTANCE);
    }

    private static JsonElement failed(Optional<FailedRun> run) {
        return run.<JsonElement>map(found -> {
                    JsonObject object = new JsonObject();
                    object.addProperty("job", found.job());
                    object.addProperty("time", found.time().toString());
                    object.addProperty("why", found.why());
                    return object;
                })
                .orElse(JsonNull.INSTANCE);
    }

    private static JsonElement time(Optional<Instant> time) {
        return time.<JsonElement>map(at -> new JsonPrimitive(at.toString())).orElse(JsonNull.INSTANCE);
    }
}
