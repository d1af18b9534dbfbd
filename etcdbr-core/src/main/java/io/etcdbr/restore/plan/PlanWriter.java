package io.etcdbr.restore.plan;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** A plan as JSON, in the order of the document. */
final class PlanWriter {
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");

    private PlanWriter() {}

    static JsonObject json(RestorePlan plan) {
        JsonObject json = new JsonObject();
        json.addProperty("version", PlanCodec.VERSION);
        json.addProperty("id", plan.id().value());
        JsonObject cluster = new JsonObject();
        cluster.addProperty("name", plan.cluster().name().value());
        cluster.addProperty("kubeSystemUid", plan.cluster().kubeSystemUid());
        json.add("cluster", cluster);
        json.add("backup", backup(plan.backup()));
        json.add("etcd", etcd(plan.etcd()));
        JsonArray participants = new JsonArray();
        plan.participants().forEach(participant -> participants.add(participant(participant)));
        json.add("participants", participants);
        JsonArray absent = new JsonArray();
        plan.absent().forEach(member -> absent.add(absent(member)));
        json.add("absent", absent);
        json.add("samples", texts(plan.samples()));
        json.add("deadlines", deadlines(plan.deadlines()));
        json.addProperty("keepOldDays", plan.keepOldDays());
        return json;
    }

    private static JsonObject backup(PlannedBackup backup) {
        JsonObject json = new JsonObject();
        switch (backup.source()) {
            case BackupSource.Stored stored -> {
                json.addProperty("id", stored.id().toString());
                json.addProperty("store", stored.store());
            }
            case BackupSource.LocalFile file -> json.addProperty("file", file.file());
        }
        json.addProperty("plainSha256", backup.plainSha256().hex());
        json.addProperty("plainSize", backup.plainSize());
        json.addProperty("revision", backup.revision());
        json.addProperty("keys", backup.keys());
        json.addProperty("hash", backup.hash());
        backup.takenAt().ifPresent(time -> json.addProperty("takenAt", MILLIS.format(time.atOffset(ZoneOffset.UTC))));
        return json;
    }

    private static JsonObject etcd(PlannedEtcd etcd) {
        JsonObject json = new JsonObject();
        json.addProperty("version", etcd.version());
        json.addProperty("oldClusterId", etcd.oldClusterId().toString());
        json.addProperty("newClusterId", etcd.newClusterId().toString());
        json.addProperty("token", etcd.token());
        json.addProperty("bump", etcd.bump());
        json.addProperty("liveRevision", etcd.liveRevision());
        return json;
    }

    private static JsonObject participant(Participant participant) {
        JsonObject json = new JsonObject();
        json.addProperty("node", participant.node());
        json.addProperty("member", participant.member());
        json.addProperty("oldMemberId", participant.oldMemberId().toString());
        json.addProperty("newMemberId", participant.newMemberId().toString());
        json.add("peerUrls", texts(participant.peerUrls()));
        json.addProperty("clientUrl", participant.clientUrl());
        json.addProperty("dataDir", participant.dataDir());
        participant.walDir().ifPresent(path -> json.addProperty("walDir", path));
        json.addProperty("staticPodPath", participant.staticPodPath());
        StaticManifests manifests = participant.manifests();
        JsonObject files = new JsonObject();
        files.add("etcd", manifest(manifests.etcd()));
        files.add("kube-apiserver", manifest(manifests.apiServer()));
        files.add("kube-controller-manager", manifest(manifests.controllerManager()));
        files.add("kube-scheduler", manifest(manifests.scheduler()));
        json.add("manifests", files);
        json.addProperty("securePort", participant.securePort());
        JsonObject tls = new JsonObject();
        tls.addProperty("ca", participant.tls().ca());
        tls.addProperty("cert", participant.tls().cert());
        tls.addProperty("key", participant.tls().key());
        json.add("tls", tls);
        json.addProperty("kubernetesVersion", participant.kubernetesVersion());
        return json;
    }

    private static JsonObject manifest(ManifestFile manifest) {
        JsonObject json = new JsonObject();
        json.addProperty("path", manifest.path());
        json.addProperty("sha256", manifest.sha256().hex());
        return json;
    }

    private static JsonObject absent(AbsentMember member) {
        JsonObject json = new JsonObject();
        json.addProperty("node", member.node());
        json.addProperty("member", member.member());
        json.addProperty("statement", member.statement());
        return json;
    }

    private static JsonObject deadlines(Deadlines deadlines) {
        JsonObject json = new JsonObject();
        json.addProperty("gate", deadlines.gate().toSeconds());
        json.addProperty("stop", deadlines.stop().toSeconds());
        json.addProperty("start", deadlines.start().toSeconds());
        json.addProperty("api", deadlines.api().toSeconds());
        return json;
    }

    private static JsonArray texts(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }
}
