package io.etcdbr.kubectl.command;

import io.etcdbr.kubectl.preflight.Finding;
import io.etcdbr.kubectl.preflight.Loss;
import io.etcdbr.kubectl.preflight.RoomChecks;
import io.etcdbr.kubectl.restore.Downtime;
import io.etcdbr.kubectl.restore.Preparation;
import io.etcdbr.members.MemberReport;
import io.etcdbr.progress.ByteText;
import io.etcdbr.restore.plan.AbsentMember;
import io.etcdbr.restore.plan.BackupSource;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.restore.plan.RoomNeeded;
import io.etcdbr.topology.NodeFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plan for people, fitted to the terminal.
 *
 * @param width columns; 0 where it is no terminal
 */
record PlanText(int width, boolean colour, Instant now) {
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String BOLD = "\u001b[1m";
    private static final String END = "\u001b[0m";
    private static final int USUAL = 100;
    private static final int MOST = 120;
    private static final int LABEL = 12;
    private static final int MOST_RESOURCES = 12;
    private static final int MOST_NAMES = 8;

    String of(Preparation preparation) {
        StringBuilder text = new StringBuilder();
        heading(text, preparation.plan().map(plan -> "Restore " + plan.id()).orElse("No restore is possible"));
        line(text, "Cluster", preparation.facts().cluster().name());
        members(preparation, text);
        line(text, "Backup", backup(preparation));
        heading(text, "Checks");
        preparation.findings().forEach(finding -> finding(finding, text));
        heading(text, "What goes back");
        loss(preparation, text);
        preparation.plan().ifPresent(plan -> work(plan, preparation, text));
        return text.toString();
    }

    private void members(Preparation preparation, StringBuilder text) {
        for (MemberReport report : preparation.facts().etcd().members()) {
            line(
                    text,
                    "  " + report.name(),
                    report.answer()
                            .map(answer -> "etcd " + answer.version() + ", database " + ByteText.of(answer.dbSize())
                                    + ", revision " + answer.revision() + (answer.leader() ? ", leader" : ""))
                            .orElse("does not answer: " + report.why()));
        }
    }

    private String backup(Preparation preparation) {
        String what = preparation
                .facts()
                .backup()
                .kept()
                .map(kept -> "the data from before restore " + kept.restore() + ", on " + kept.node())
                .orElseGet(() -> switch (preparation.facts().backup().source()) {
                    case BackupSource.Stored stored -> stored.id() + " in " + stored.store();
                    case BackupSource.LocalFile file -> "file " + file.file();
                });
        return what
                + preparation
                        .facts()
                        .backup()
                        .takenAt()
                        .map(time -> ", " + age(time))
                        .orElse("")
                + preparation
                        .facts()
                        .backup()
                        .database()
                        .map(database -> ", " + ByteText.of(database.size()) + ", " + database.keys()
                                + " keys, revision " + database.revision())
                        .orElse("");
    }

    private void finding(Finding finding, StringBuilder text) {
        switch (finding) {
            case Finding.Evidence evidence -> line(text, painted(GREEN, "ok"), evidence.found());
            case Finding.Warning warning -> {
                line(text, painted(YELLOW, "warning"), upper(warning.found()) + ".");
                if (!warning.remedy().isEmpty()) {
                    line(text, "", upper(warning.remedy()) + ".");
                }
            }
            case Finding.Refusal refusal -> {
                line(text, painted(RED, "REFUSED"), upper(refusal.found()) + ".");
                line(text, "", "Expected: " + refusal.expected() + ".");
                line(text, "", upper(refusal.remedy()) + ".");
            }
        }
    }

    private void loss(Preparation preparation, StringBuilder text) {
        Optional<Loss> found = preparation.loss();
        if (found.isEmpty()) {
            line(text, painted(YELLOW, "unknown"), "The backup was not compared: " + preparation.whyNoLoss() + ".");
            return;
        }
        Loss loss = found.get();
        if (!loss.any()) {
            line(text, "objects", "Nothing differs between the backup and the cluster.");
        } else {
            line(
                    text,
                    "objects",
                    loss.lost() + " made since will be gone, " + loss.regained() + " deleted since come back, "
                            + loss.reverted() + " are as they were then");
        }
        int widest = loss.resources().stream()
                .limit(MOST_RESOURCES)
                .mapToInt(resource -> resource.resource().length())
                .max()
                .orElse(0);
        for (Loss.Resource resource :
                loss.resources().stream().limit(MOST_RESOURCES).toList()) {
            line(
                    text,
                    "",
                    ("%-" + widest + "s  gone %d, back %d, changed %d")
                            .formatted(resource.resource(), resource.lost(), resource.regained(), resource.reverted()));
        }
        if (loss.resources().size() > MOST_RESOURCES) {
            line(text, "", "and " + (loss.resources().size() - MOST_RESOURCES) + " more kinds");
        }
        names(text, "nodes", loss.nodesForgotten(), "joined since, will be unknown until their kubelet is restarted");
        names(text, "nodes", loss.nodesReturned(), "removed since, come back as NotReady");
        names(text, "volumes", loss.volumesForgotten(), "made since: their storage stays, and nothing knows it");
        names(text, "volumes", loss.volumesReturned(), "deleted since, come back: their storage may be gone");
        names(text, "jobs", loss.jobsAgain(), "had not ended then, and run again");
        names(text, "cronjobs", loss.cronJobs(), "schedule from then on, and may start at once");
        loss.warnings().forEach(warning -> line(text, painted(YELLOW, "warning"), warning));
    }

    private void names(StringBuilder text, String label, List<String> names, String meaning) {
        if (!names.isEmpty()) {
            String more = names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "";
            line(text, label, String.join(", ", names.stream().limit(MOST_NAMES).toList()) + more + ": " + meaning);
        }
    }

    private void work(RestorePlan plan, Preparation preparation, StringBuilder text) {
        heading(text, "What is done");
        if (preparation.facts().own().isPresent()) {
            line(text, "staging", "is done on " + String.join(", ", plan.nodes()));
        } else {
            staging(plan, preparation, text);
        }
        for (AbsentMember absent : plan.absent()) {
            line(text, painted(YELLOW, "left out"), absent.member() + ": " + absent.statement());
        }
        line(
                text,
                "revisions",
                "raised by " + plan.etcd().bump() + ", to " + plan.firstRevision()
                        + ", so that none is given out twice and every watch begins anew");
        line(
                text,
                "etcd",
                "cluster id " + plan.etcd().oldClusterId() + " becomes "
                        + plan.etcd().newClusterId());
        line(
                text,
                "downtime",
                "of the API: about " + Downtime.expected(plan).toSeconds() + " s; running pods go on meanwhile");
        line(
                text,
                "way back",
                "Until all members of the new etcd are proved, the nodes go back by themselves if anything fails. The data"
                        + " from before stays on the nodes, and nothing removes it by itself; keep it at least until "
                        + keepUntil(now, plan) + ". By hand, without the API:"
                        + " /etc/kubernetes/etcdbr/" + plan.id() + "/RECOVER.sh on each node");
    }

    private void staging(RestorePlan plan, Preparation preparation, StringBuilder text) {
        line(text, "staging", String.join(", ", plan.nodes()) + ", one after the other; nothing is changed by it");
        List<NodeFacts> nodes = plan.nodes().stream()
                .flatMap(node -> Optional.ofNullable(preparation.facts().nodes().get(node)).stream())
                .toList();
        List<NodeFacts.DataFolder> wals = nodes.stream()
                .flatMap(node -> RoomChecks.walApart(node).stream())
                .toList();
        boolean allApart = wals.size() == plan.participants().size();
        line(
                text,
                "disk",
                ByteText.of(RoomChecks.needed(preparation.facts().backup(), allApart)) + " on each node, below "
                        + distinct(plan.participants().stream().map(Participant::dataDir))
                        + (wals.isEmpty()
                                ? ""
                                : "; and " + ByteText.of(RoomNeeded.wal(false)) + " below "
                                        + distinct(wals.stream().map(NodeFacts.DataFolder::path))
                                        + ", on a disk of its own"));
    }

    private static String distinct(Stream<String> paths) {
        return paths.distinct().collect(Collectors.joining(", "));
    }

    /** The day before which the data from before is not to be removed. */
    static LocalDate keepUntil(Instant now, RestorePlan plan) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(plan.keepOldDays());
    }

    private String age(Instant time) {
        Duration age = Duration.between(time, now);
        String span = age.toMinutes() < 120
                ? age.toMinutes() + " minutes"
                : age.toHours() < 48 ? age.toHours() + " hours" : age.toDays() + " days";
        return "taken " + time.truncatedTo(ChronoUnit.SECONDS) + ", " + span + " ago";
    }

    private void heading(StringBuilder text, String title) {
        text.append(text.isEmpty() ? "" : "\n")
                .append(painted(BOLD, safe(title)))
                .append('\n');
    }

    private void line(StringBuilder text, String label, String value) {
        int room = Math.max(20, (width == 0 ? USUAL : Math.min(width, MOST)) - LABEL - 1);
        String rest = safe(value);
        String margin = label + " ".repeat(Math.max(0, LABEL - plain(label).length())) + " ";
        while (rest.length() > room && rest.lastIndexOf(' ', room) > 0) {
            int end = rest.lastIndexOf(' ', room);
            text.append(margin).append(rest, 0, end).append('\n');
            rest = rest.substring(end + 1);
            margin = " ".repeat(LABEL + 1);
        }
        text.append(margin).append(rest).append('\n');
    }

    private static String plain(String text) {
        return text.replaceAll("\u001b\\[\\d*m", "");
    }

    private String painted(String paint, String text) {
        return colour ? paint + text + END : text;
    }

    private static String upper(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** Names and messages come from servers: none of them steers the terminal. */
    static String safe(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
