package io.etcdbr.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.function.Function;

/** From the record to the JSON tree, in the order of the table in {@code docs/format.md}. */
final class ManifestWriter {
    private ManifestWriter() {}

    static JsonObject json(Manifest manifest) {
        JsonObject json = new JsonObject();
        json.addProperty("formatVersion", manifest.formatVersion().toString());
        json.addProperty("id", manifest.id().toString());
        json.add("cluster", json(manifest.cluster()));
        json.add("source", json(manifest.source()));
        json.add("members", array(manifest.members(), ManifestWriter::json));
        json.add("alarms", array(manifest.alarms(), ManifestWriter::json));
        json.addProperty("revision", manifest.revision());
        json.addProperty("revisionAtMost", manifest.revisionAtMost());
        json.addProperty("raftIndex", manifest.raftIndex());
        json.addProperty("raftTerm", manifest.raftTerm());
        json.addProperty("dbSize", manifest.dbSize());
        json.add("snapshot", json(manifest.snapshot()));
        manifest.files().ifPresent(files -> {
            JsonObject object = json(files.data());
            object.add("entries", array(files.entries(), ManifestWriter::json));
            json.add("files", object);
        });
        manifest.keyIndex().ifPresent(index -> json.add("keyIndex", json(index)));
        manifest.encryption().ifPresent(encryption -> json.add("encryption", json(encryption)));
        json.addProperty("startedAt", Documents.time(manifest.startedAt()));
        json.addProperty("finishedAt", Documents.time(manifest.finishedAt()));
        json.add("tool", Documents.json(manifest.tool()));
        manifest.lockUntil().ifPresent(time -> json.addProperty("lockUntil", Documents.time(time)));
        manifest.unknown().addTo(json);
        return json;
    }

    private static JsonObject json(ClusterIdentity cluster) {
        JsonObject json = new JsonObject();
        json.addProperty("name", cluster.name().value());
        json.addProperty("etcdClusterId", cluster.etcdClusterId().toString());
        cluster.previousEtcdClusterId().ifPresent(id -> json.addProperty("previousEtcdClusterId", id.toString()));
        return json;
    }

    private static JsonObject json(SourceMember source) {
        JsonObject json = new JsonObject();
        json.addProperty("memberId", source.memberId().toString());
        json.addProperty("memberName", source.memberName());
        json.addProperty("endpoint", source.endpoint());
        json.addProperty("leader", source.leader());
        json.addProperty("etcdVersion", source.etcdVersion());
        source.storageVersion().ifPresent(version -> json.addProperty("storageVersion", version));
        return json;
    }

    static JsonObject json(Member member) {
        JsonObject json = new JsonObject();
        json.addProperty("id", member.id().toString());
        json.addProperty("name", member.name());
        json.add("peerUrls", array(member.peerUrls(), JsonPrimitive::new));
        json.add("clientUrls", array(member.clientUrls(), JsonPrimitive::new));
        json.addProperty("learner", member.learner());
        return json;
    }

    static JsonObject json(Alarm alarm) {
        JsonObject json = new JsonObject();
        json.addProperty("memberId", alarm.memberId().toString());
        json.addProperty("alarm", alarm.alarm());
        return json;
    }

    private static JsonObject json(Encryption encryption) {
        JsonObject json = new JsonObject();
        json.addProperty("scheme", encryption.scheme());
        json.add("recipients", array(encryption.recipients(), fingerprint -> {
            JsonObject recipient = new JsonObject();
            recipient.addProperty("fingerprint", fingerprint.hex());
            return recipient;
        }));
        return json;
    }

    private static JsonObject json(DataObject data) {
        JsonObject json = new JsonObject();
        json.addProperty("object", data.object().toString());
        json.addProperty("plainSize", data.plainSize());
        json.addProperty("plainSha256", data.plainSha256().hex());
        json.addProperty("storedSize", data.storedSize());
        json.addProperty("storedSha256", data.storedSha256().hex());
        if (data.compression().algorithm() != CompressionAlgorithm.NONE) {
            json.add("compression", json(data.compression()));
        }
        return json;
    }

    private static JsonObject json(Compression compression) {
        JsonObject json = new JsonObject();
        json.addProperty("algorithm", compression.algorithm().text());
        json.addProperty("level", compression.level());
        if (compression.algorithm() == CompressionAlgorithm.ZSTD) {
            json.addProperty("frameSize", compression.frameSize());
        }
        return json;
    }

    private static JsonObject json(FileEntry entry) {
        JsonObject json = new JsonObject();
        json.addProperty("path", entry.path());
        json.addProperty("type", entry.type().text());
        json.addProperty("mode", String.format("%04o", entry.mode()));
        json.addProperty("uid", entry.uid());
        json.addProperty("gid", entry.gid());
        json.addProperty("size", entry.size());
        entry.target().ifPresent(target -> json.addProperty("target", target));
        return json;
    }

    static <T> JsonArray array(List<T> values, Function<T, ? extends JsonElement> writer) {
        JsonArray array = new JsonArray(values.size());
        values.forEach(value -> array.add(writer.apply(value)));
        return array;
    }
}
