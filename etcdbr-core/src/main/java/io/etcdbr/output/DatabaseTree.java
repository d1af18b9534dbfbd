package io.etcdbr.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.format.Alarm;
import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.format.Member;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a database says of itself, under the names that its document has in the backup format. */
final class DatabaseTree {
    private DatabaseTree() {}

    static JsonElement of(Optional<DatabaseSummary> database) {
        return database.<JsonElement>map(DatabaseTree::of).orElse(JsonNull.INSTANCE);
    }

    private static JsonObject of(DatabaseSummary database) {
        JsonObject json = new JsonObject();
        json.addProperty("hash", database.hash().toString());
        json.addProperty("revision", database.revision());
        json.add("compactedRevision", number(database.compactedRevision()));
        json.add("compactingRevision", number(database.compactingRevision()));
        json.addProperty("keys", database.keys());
        json.addProperty("entries", database.entries());
        json.addProperty("size", database.size());
        json.add("clusterVersion", text(database.clusterVersion()));
        json.add("storageVersion", text(database.storageVersion()));
        json.add("downgradeTarget", text(database.downgradeTarget()));
        JsonArray members = new JsonArray();
        database.members().forEach(member -> members.add(of(member)));
        json.add("members", members);
        JsonArray alarms = new JsonArray();
        database.alarms().forEach(alarm -> alarms.add(of(alarm)));
        json.add("alarms", alarms);
        JsonArray buckets = new JsonArray();
        database.buckets().forEach(bucket -> buckets.add(of(bucket)));
        json.add("buckets", buckets);
        return json;
    }

    private static JsonObject of(Member member) {
        JsonObject json = new JsonObject();
        json.addProperty("id", member.id().toString());
        json.addProperty("name", member.name());
        json.add("peerUrls", texts(member.peerUrls()));
        json.add("clientUrls", texts(member.clientUrls()));
        json.addProperty("learner", member.learner());
        return json;
    }

    private static JsonObject of(Alarm alarm) {
        JsonObject json = new JsonObject();
        json.addProperty("memberId", alarm.memberId().toString());
        json.addProperty("alarm", alarm.alarm());
        return json;
    }

    private static JsonObject of(DatabaseSummary.Bucket bucket) {
        JsonObject json = new JsonObject();
        json.addProperty("name", bucket.name());
        json.addProperty("entries", bucket.entries());
        return json;
    }

    private static JsonArray texts(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private static JsonElement number(OptionalLong value) {
        return value.isPresent() ? new JsonPrimitive(value.getAsLong()) : JsonNull.INSTANCE;
    }

    private static JsonElement text(Optional<String> value) {
        return value.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
    }
}
