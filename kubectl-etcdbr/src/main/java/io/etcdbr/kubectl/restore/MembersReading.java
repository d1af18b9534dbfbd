package io.etcdbr.kubectl.restore;

import com.google.gson.JsonElement;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.Alarm;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Member;
import io.etcdbr.format.MemberId;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import java.util.List;
import java.util.Optional;

/** Reads what {@code etcdbr-job members -o json} says. */
final class MembersReading {
    private MembersReading() {}

    static MembersReport of(KubeObject json) {
        EtcdClusterId cluster = json.text("etcdClusterId")
                .flatMap(EtcdClusterId::parse)
                .orElseThrow(() -> new EtcdbrException(
                        ExitCode.REFUSED,
                        "etcdbr-job in the cluster does not tell etcd's cluster id",
                        "Use the same version of etcdbr in the image and in the plugin"));
        return new MembersReport(
                cluster,
                json.parts("members").stream().map(MembersReading::member).toList(),
                alarms(json));
    }

    static List<Alarm> alarms(KubeObject json) {
        return json.parts("alarms").stream()
                .map(alarm ->
                        new Alarm(id(alarm, "memberId"), alarm.text("alarm").orElse("?")))
                .toList();
    }

    static Member identity(KubeObject json) {
        return new Member(
                id(json, "id"),
                json.text("name").orElse(""),
                texts(json, "peerUrls"),
                texts(json, "clientUrls"),
                json.isOn("learner"));
    }

    private static MemberReport member(KubeObject json) {
        KubeObject status = json.part("status");
        Optional<MemberReport.Answer> answer = json.isOn("reachable")
                ? Optional.of(new MemberReport.Answer(
                        status.text("endpoint").orElse(""),
                        status.isOn("leader"),
                        status.text("version").orElse(""),
                        status.text("storageVersion"),
                        status.number("dbSize").orElse(0),
                        status.number("dbSizeInUse"),
                        status.number("dbSizeQuota"),
                        status.number("revision").orElse(0),
                        status.number("raftIndex").orElse(0),
                        status.number("raftAppliedIndex").orElse(0),
                        status.number("raftTerm").orElse(0)))
                : Optional.empty();
        return new MemberReport(identity(json), answer, json.text("why").orElse(""));
    }

    private static MemberId id(KubeObject json, String field) {
        return json.text(field).flatMap(MemberId::parse).orElse(new MemberId(0));
    }

    static List<String> texts(KubeObject json, String field) {
        return json.tree().get(field) != null && json.tree().get(field).isJsonArray()
                ? json.tree().getAsJsonArray(field).asList().stream()
                        .filter(JsonElement::isJsonPrimitive)
                        .map(JsonElement::getAsString)
                        .toList()
                : List.of();
    }
}
