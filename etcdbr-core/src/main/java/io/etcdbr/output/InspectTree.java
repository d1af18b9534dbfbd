package io.etcdbr.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.etcddb.Alarm;
import io.etcdbr.etcddb.Member;
import io.etcdbr.format.MemberId;
import io.etcdbr.inspection.Amount;
import io.etcdbr.inspection.DatabaseFacts;
import io.etcdbr.inspection.HistoryFacts;
import io.etcdbr.inspection.Inspection;
import io.etcdbr.inspection.KubernetesFacts;
import io.etcdbr.inspection.LargeObject;
import io.etcdbr.inspection.ResourceCount;
import io.etcdbr.resources.NamedKey;
import io.etcdbr.snapshot.Origin;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What an inspection found as a tree. The field names are an API, as those of {@link Trees}. */
final class InspectTree {
    private InspectTree() {}

    static JsonObject of(Origin origin, Inspection found) {
        JsonObject json = new JsonObject();
        json.add("snapshot", origin(origin));
        json.add("database", database(found.database()));
        json.add("history", history(found.history()));
        json.add("total", amount(new JsonObject(), found.total()));
        json.add("resources", array(found.resources(), InspectTree::resource));
        json.add(
                "namespaces",
                array(found.namespaces(), named -> amount(json("namespace", named.name()), named.amount())));
        json.add(
                "otherPrefixes", array(found.foreign(), named -> amount(json("prefix", named.name()), named.amount())));
        json.add("largest", array(found.largest(), InspectTree::large));
        json.add("kubernetes", kubernetes(found.kubernetes()));
        return json;
    }

    static JsonObject origin(Origin origin) {
        JsonObject json = json("name", origin.name());
        json.add("store", optional(origin.store()));
        json.add("backup", optional(origin.backup()));
        json.add("cluster", optional(origin.cluster()));
        json.add("etcdClusterId", optional(origin.etcdClusterId()));
        json.add("time", optional(origin.time().map(Instant::toString)));
        json.add("etcdVersion", optional(origin.etcdVersion()));
        json.addProperty("revision", origin.revision());
        return json;
    }

    private static JsonObject database(DatabaseFacts database) {
        JsonObject json = new JsonObject();
        json.addProperty("databaseSize", database.databaseSize());
        json.addProperty("fileSize", database.fileSize());
        json.addProperty("pageSize", database.pageSize());
        json.add("members", array(database.members(), InspectTree::member));
        json.add("removedMembers", array(database.removedMembers(), InspectTree::memberId));
        json.add("voters", array(database.confState().map(state -> state.voters()), InspectTree::memberId));
        json.add("learners", array(database.confState().map(state -> state.learners()), InspectTree::memberId));
        json.add("alarms", array(database.alarms(), InspectTree::alarm));
        json.add("clusterVersion", optional(database.clusterVersion()));
        json.add("storageVersion", optional(database.storageVersion()));
        json.add("downgradeTarget", optional(database.downgradeTarget()));
        json.add("consistentIndex", unsigned(database.consistentIndex()));
        json.add("term", unsigned(database.term()));
        json.addProperty("authEnabled", database.authEnabled());
        json.addProperty("users", database.users());
        json.addProperty("roles", database.roles());
        json.addProperty("leases", database.leases());
        json.addProperty("leasedKeys", database.leasedKeys());
        return json;
    }

    private static JsonObject member(Member member) {
        JsonObject json = new JsonObject();
        json.add("id", memberId(member.id()));
        json.addProperty("name", member.name());
        json.add("peerUrls", array(member.peerUrls(), JsonPrimitive::new));
        json.add("clientUrls", array(member.clientUrls(), JsonPrimitive::new));
        json.addProperty("learner", member.learner());
        return json;
    }

    private static JsonObject alarm(Alarm alarm) {
        JsonObject json = new JsonObject();
        json.add("memberId", memberId(alarm.memberId()));
        json.addProperty("alarm", alarm.type());
        return json;
    }

    private static JsonObject history(HistoryFacts history) {
        JsonObject json = new JsonObject();
        json.add("compactedRevision", unsigned(history.compacted()));
        json.add("scheduledCompaction", unsigned(history.scheduled()));
        json.addProperty("newestRevision", history.newest());
        json.addProperty("changes", history.changes());
        json.addProperty("living", history.living());
        json.addProperty("overwritten", history.overwritten());
        json.addProperty("deletions", history.deletions());
        return json;
    }

    private static JsonObject resource(ResourceCount count) {
        JsonObject json = json("resource", count.resource());
        json.addProperty("kind", kind(count.kind()));
        amount(json, count.amount());
        json.addProperty("largest", count.largest());
        json.addProperty("newestRevision", count.newestRevision());
        JsonObject forms = new JsonObject();
        forms.addProperty("protobuf", count.forms().protobuf());
        forms.addProperty("json", count.forms().json());
        forms.addProperty("cbor", count.forms().cbor());
        forms.addProperty("encrypted", count.forms().encrypted());
        forms.addProperty("other", count.forms().other());
        json.add("forms", forms);
        json.add("encryption", array(count.encrypted(), key -> {
            JsonObject encryption = json("provider", key.provider());
            encryption.addProperty("keyName", key.keyName());
            encryption.addProperty("objects", key.objects());
            return encryption;
        }));
        json.add("storedAs", array(count.storedAs(), version -> {
            JsonObject stored = json("apiVersion", version.apiVersion());
            stored.addProperty("objects", version.objects());
            return stored;
        }));
        return json;
    }

    private static JsonObject large(LargeObject large) {
        JsonObject json = named(large.object());
        json.addProperty("key", large.key());
        json.addProperty("bytes", large.bytes());
        return json;
    }

    /** Resource, namespace and name. */
    static JsonObject named(NamedKey object) {
        JsonObject json = json("resource", object.resource());
        json.add("namespace", object.namespace().isEmpty() ? JsonNull.INSTANCE : new JsonPrimitive(object.namespace()));
        json.addProperty("name", object.name());
        return json;
    }

    private static JsonObject kubernetes(KubernetesFacts kubernetes) {
        JsonObject json = json("prefix", kubernetes.prefix());
        json.add("clusterUid", optional(kubernetes.clusterUid()));
        json.add("kubeadmCluster", optional(kubernetes.kubeadmCluster()));
        json.add("controlPlaneEndpoint", optional(kubernetes.controlPlaneEndpoint()));
        json.add("versions", array(kubernetes.versions(), seen -> {
            JsonObject version = json("component", seen.component());
            version.addProperty("version", seen.version());
            version.addProperty("count", seen.count());
            return version;
        }));
        json.add("nodes", array(kubernetes.nodes(), node -> {
            JsonObject tree = json("name", node.name());
            tree.add("kubeletVersion", optional(node.kubeletVersion()));
            return tree;
        }));
        json.addProperty("nodesNotListed", kubernetes.nodesNotListed());
        json.add("apiServers", array(kubernetes.apiServers(), JsonPrimitive::new));
        json.add("problems", array(kubernetes.problems(), JsonPrimitive::new));
        return json;
    }

    static String kind(NamedKey.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static JsonObject amount(JsonObject json, Amount amount) {
        json.addProperty("objects", amount.objects());
        json.addProperty("bytes", amount.bytes());
        return json;
    }

    private static JsonObject json(String field, String value) {
        JsonObject json = new JsonObject();
        json.addProperty(field, value);
        return json;
    }

    private static JsonPrimitive memberId(long id) {
        return new JsonPrimitive(new MemberId(id).toString());
    }

    private static JsonElement unsigned(OptionalLong number) {
        return number.isPresent()
                ? new JsonPrimitive(new BigInteger(Long.toUnsignedString(number.getAsLong())))
                : JsonNull.INSTANCE;
    }

    private static JsonElement optional(Optional<?> value) {
        return value.<JsonElement>map(found -> new JsonPrimitive(found.toString()))
                .orElse(JsonNull.INSTANCE);
    }

    private static <T> JsonElement array(Optional<List<T>> values, Function<T, ? extends JsonElement> writer) {
        return values.<JsonElement>map(list -> array(list, writer)).orElse(JsonNull.INSTANCE);
    }

    static <T> JsonArray array(List<T> values, Function<T, ? extends JsonElement> writer) {
        JsonArray array = new JsonArray(values.size());
        values.forEach(value -> array.add(writer.apply(value)));
        return array;
    }
}
