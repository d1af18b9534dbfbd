package io.etcdbr.kubectl.command;

import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.kubectl.operation.ClusterStatus;
import io.etcdbr.progress.ByteText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** A cluster's status for people. */
record StatusText(boolean colour, Instant now) {
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String END = "\u001b[0m";

    String of(ClusterStatus status) {
        StringBuilder text = new StringBuilder();
        line(text, "Cluster", status.cluster());
        status.etcd().ifPresent(etcd -> members(etcd, text));
        for (ClusterStatus.Store store : status.stores()) {
            line(text, "Store", store.url() + ", " + store.backups() + (store.backups() == 1 ? " backup" : " backups"));
            line(
                    text,
                    "  newest",
                    store.newest()
                            .map(this::backup)
                            .orElse(store.foreign().isPresent() ? "none of this etcd" : "none"));
            line(
                    text,
                    "  verified",
                    store.verified()
                            .map(backup -> backup.id()
                                    + backup.verifiedAt()
                                            .map(time -> ", verified " + ago(time))
                                            .orElse(""))
                            .orElse("none"));
        }
        line(
                text,
                "Schedule",
                status.schedule() + " " + status.timeZone() + " (CronJob " + status.cronJob() + " in "
                        + status.namespace() + ")");
        status.failed()
                .ifPresent(run -> line(
                        text,
                        "  last run",
                        painted(RED, "failed") + " " + run.time() + ", " + ago(run.time()) + " (Job " + run.job()
                                + ")"));
        line(text, "  last success", moment(status.lastSuccessful()).orElse("none"));
        line(
                text,
                "  next run",
                status.suspended() ? "none, suspended" : moment(status.next()).orElse("unknown"));
        String verdict = status.problems().isEmpty()
                ? painted(GREEN, "all is well")
                : painted(
                        RED,
                        status.problems().size() == 1
                                ? "one thing needs attention"
                                : status.problems().size() + " things need attention");
        line(text, "Verdict", verdict);
        return text.toString();
    }

    private void members(KubeObject etcd, StringBuilder text) {
        line(
                text,
                "etcd",
                etcd.text("etcdClusterId").orElse("?") + ", "
                        + etcd.parts("members").size()
                        + (etcd.parts("members").size() == 1 ? " member" : " members"));
        for (KubeObject member : etcd.parts("members")) {
            KubeObject status = member.part("status");
            String name = name(member);
            String state = member.isOn("reachable")
                    ? painted(GREEN, "healthy") + (status.isOn("leader") ? ", leader" : "")
                            + (member.isOn("learner") ? ", learner" : "") + ", etcd "
                            + status.text("version").orElse("?") + ", database "
                            + size(status.number("dbSize"))
                            + (status.number("dbSizeQuota").isPresent()
                                    ? " of " + size(status.number("dbSizeQuota"))
                                    : "")
                    : painted(RED, "unreachable") + ", " + member.text("why").orElse("");
            line(text, "  " + name, state);
        }
        for (KubeObject alarm : etcd.parts("alarms")) {
            line(
                    text,
                    "  alarm",
                    painted(RED, alarm.text("alarm").orElse("?")) + " at "
                            + memberName(etcd, alarm.text("memberId").orElse("?")));
        }
    }

    private static String memberName(KubeObject etcd, String id) {
        return etcd.parts("members").stream()
                .filter(member -> member.text("id").filter(id::equals).isPresent())
                .findFirst()
                .map(StatusText::name)
                .orElse(id);
    }

    private static String name(KubeObject member) {
        return member.text("name")
                .filter(found -> !found.isEmpty())
                .orElse(member.text("id").orElse("?"));
    }

    private String backup(ClusterStatus.Backup backup) {
        return backup.id() + ", " + ago(backup.time());
    }

    private Optional<String> moment(Optional<Instant> time) {
        return time.map(at -> at + ", " + ago(at));
    }

    private String ago(Instant time) {
        Duration age = Duration.between(time, now);
        return age.isNegative() ? "in " + span(age.negated()) : span(age) + " ago";
    }

    private static String span(Duration span) {
        if (span.toMinutes() < 1) {
            return span.toSeconds() + "s";
        }
        return span.toHours() < 1
                ? span.toMinutes() + "m"
                : span.toDays() < 2 ? span.toHours() + "h" : span.toDays() + "d";
    }

    private static String size(OptionalLong bytes) {
        return bytes.isPresent() ? ByteText.of(bytes.getAsLong()) : "?";
    }

    private String painted(String paint, String text) {
        return colour ? paint + text + END : text;
    }

    /** Names and messages come from servers: none of them steers the terminal. */
    private static void line(StringBuilder text, String label, String value) {
        text.append("%-14s %s%n"
                .formatted(label.replaceAll("\\p{Cntrl}", "?"), value.replaceAll("[\\p{Cntrl}&&[^\u001b]]", "?")));
    }
}
