package io.etcdbr.output;

import io.etcdbr.etcddb.Member;
import io.etcdbr.format.MemberId;
import io.etcdbr.inspection.DatabaseFacts;
import io.etcdbr.inspection.HistoryFacts;
import io.etcdbr.inspection.Inspection;
import io.etcdbr.inspection.KubernetesFacts;
import io.etcdbr.inspection.LargeObject;
import io.etcdbr.inspection.NamedAmount;
import io.etcdbr.inspection.ResourceCount;
import io.etcdbr.output.Table.Column;
import io.etcdbr.resources.StorageKeys;
import io.etcdbr.snapshot.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a snapshot holds: first the cluster, then tables of what there is. */
final class InspectText {
    /** Of a list that may be long, unless all is asked for. */
    private static final int SHORT = 20;

    private final OutputStyle style;
    private final boolean wide;
    private final Appendable out;
    private final FieldLines lines;

    InspectText(OutputStyle style, Appendable out) {
        this.style = style;
        this.wide = style.format() == OutputFormat.WIDE;
        this.out = out;
        this.lines = new FieldLines(out, style.room());
    }

    void print(Origin origin, Inspection found) throws IOException {
        lines.field("Snapshot", OriginLines.line(origin, style));
        database(origin, found.database());
        kubernetes(found.kubernetes());
        lines.several("Encryption", encryption(found.resources()));
        history(found.history());
        lines.field(
                "Leases",
                found.database().leases() + "; keys that end with one: "
                        + found.database().leasedKeys());
        lines.field(
                "Keys",
                found.total().objects() + ", " + HumanText.size(found.total().bytes()));
        resources(found.resources());
        amounts("NAMESPACE", found.namespaces());
        amounts("OTHER PREFIX", found.foreign());
        largest(found.largest());
    }

    private void database(Origin origin, DatabaseFacts database) throws IOException {
        lines.field(
                "etcd",
                joined(
                        origin.etcdVersion().map(version -> "version " + version),
                        database.clusterVersion().map(version -> "cluster version " + version),
                        database.storageVersion().map(version -> "storage version " + version),
                        database.downgradeTarget().map(version -> "on the way down to " + version)));
        lines.field(
                "Database",
                HumanText.size(database.databaseSize()) + ", pages of " + HumanText.size(database.pageSize())
                        + (database.consistentIndex().isPresent()
                                ? ", raft index "
                                        + Long.toUnsignedString(
                                                database.consistentIndex().getAsLong())
                                : "")
                        + (database.term().isPresent()
                                ? ", term "
                                        + Long.toUnsignedString(database.term().getAsLong())
                                : ""));
        lines.several(
                "Members", database.members().stream().map(InspectText::member).toList());
        lines.several(
                "Alarms",
                database.alarms().stream()
                        .map(alarm -> paint(Colour.BAD, HumanText.safe(alarm.type())) + " on "
                                + new MemberId(alarm.memberId()))
                        .toList());
        if (database.authEnabled()) {
            lines.field("Authentication", "on, " + database.users() + " users, " + database.roles() + " roles");
        }
    }

    private static String member(Member member) {
        return new MemberId(member.id()) + " "
                + HumanText.safe(member.name().isEmpty() ? "(never started)" : member.name()) + " "
                + HumanText.safe(String.join(",", member.peerUrls())) + (member.learner() ? " (learner)" : "");
    }

    private void kubernetes(KubernetesFacts kubernetes) throws IOException {
        lines.field(
                "Kubernetes",
                joined(
                        kubernetes.kubeadmCluster().map(name -> "cluster " + name),
                        kubernetes.controlPlaneEndpoint().map(endpoint -> "at " + endpoint),
                        kubernetes.clusterUid().map(uid -> "uid " + uid)));
        lines.several(
                "Versions",
                kubernetes.versions().stream()
                        .map(seen ->
                                HumanText.safe(seen.component() + " " + seen.version()) + " (" + seen.count() + ")")
                        .toList());
        if (!kubernetes.nodes().isEmpty()) {
            long all = kubernetes.nodes().size() + kubernetes.nodesNotListed();
            lines.field("Nodes", all + ": " + listed(kubernetes.nodes(), KubernetesFacts.Node::name, all));
        }
        if (!kubernetes.apiServers().isEmpty()) {
            lines.field("API servers", HumanText.safe(String.join(", ", kubernetes.apiServers())));
        }
        if (!kubernetes.prefix().equals(StorageKeys.USUAL_PREFIX)) {
            lines.field("Key prefix", HumanText.safe(kubernetes.prefix()));
        }
        lines.several(
                "Not read", kubernetes.problems().stream().map(HumanText::safe).toList());
    }

    private <T> String listed(List<T> all, Function<T, String> name, long count) {
        String shown = all.stream()
                .limit(wide ? Long.MAX_VALUE : SHORT)
                .map(name)
                .map(HumanText::safe)
                .collect(Collectors.joining(", "));
        long more = count - (wide ? all.size() : Math.min(SHORT, all.size()));
        return more > 0 ? shown + " and " + more + " more" : shown;
    }

    private List<String> encryption(List<ResourceCount> resources) {
        List<String> words = new ArrayList<>();
        for (ResourceCount count : resources) {
            if (count.encrypted().isEmpty()) {
                continue;
            }
            String keys = count.encrypted().stream()
                    .map(key -> HumanText.safe(key.provider() + " key " + key.keyName()) + " (" + key.objects() + ")")
                    .collect(Collectors.joining(", "));
            String plain = count.plain() > 0 ? ", " + count.plain() + " not encrypted" : "";
            words.add(HumanText.safe(count.resource()) + " by " + keys + plain
                    + (count.halfEncrypted() ? paint(Colour.WARNING, "; not all by one key") : ""));
        }
        return words.isEmpty() ? List.of("none at rest") : words;
    }

    private void history(HistoryFacts history) throws IOException {
        lines.field(
                "History",
                (history.compacted().isPresent()
                                ? "compacted up to revision "
                                        + history.compacted().getAsLong()
                                : "never compacted")
                        + "; changes kept: " + history.changes() + " (living " + history.living() + ", overwritten "
                        + history.overwritten() + ", deletions " + history.deletions() + ")");
        if (history.scheduled().isPresent() && !history.scheduled().equals(history.compacted())) {
            lines.field("", "a compaction up to " + history.scheduled().getAsLong() + " was under way");
        }
    }

    private void resources(List<ResourceCount> resources) throws IOException {
        Table table = new Table(List.of(
                new Column("RESOURCE", false, Column.ESSENTIAL),
                new Column("OBJECTS", true, Column.ESSENTIAL),
                new Column("SIZE", true, Column.ESSENTIAL),
                new Column("LARGEST", true, 4),
                new Column("NEWEST REVISION", true, 3),
                new Column("STORED AS", false, 2),
                new Column("FORM", false, 1)));
        for (ResourceCount count : resources) {
            table.add(List.of(
                    Cell.of(HumanText.safe(count.resource())),
                    Cell.of(count.amount().objects()),
                    Cell.of(size(count.amount().bytes())),
                    Cell.of(size(count.largest())),
                    Cell.of(count.newestRevision()),
                    Cell.of(HumanText.safe(versions(count))),
                    Cell.of(wide ? forms(count.forms()) : "")));
        }
        print(table, resources);
    }

    private static String versions(ResourceCount count) {
        return count.storedAs().stream()
                .map(version -> count.storedAs().size() == 1
                        ? version.apiVersion()
                        : version.apiVersion() + " (" + version.objects() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String forms(ResourceCount.Forms forms) {
        return Stream.of(
                        word("protobuf", forms.protobuf()),
                        word("JSON", forms.json()),
                        word("CBOR", forms.cbor()),
                        word("encrypted", forms.encrypted()),
                        word("other", forms.other()))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String word(String form, long objects) {
        return objects == 0 ? "" : form + " (" + objects + ")";
    }

    private void amounts(String title, List<NamedAmount> amounts) throws IOException {
        Table table = new Table(List.of(
                new Column(title, false, Column.ESSENTIAL),
                new Column("OBJECTS", true, Column.ESSENTIAL),
                new Column("SIZE", true, Column.ESSENTIAL)));
        List<NamedAmount> shown = wide ? amounts : amounts.subList(0, Math.min(SHORT, amounts.size()));
        for (NamedAmount named : shown) {
            table.add(List.of(
                    Cell.of(HumanText.safe(named.name())),
                    Cell.of(named.amount().objects()),
                    Cell.of(size(named.amount().bytes()))));
        }
        print(table, amounts);
        if (shown.size() < amounts.size()) {
            out.append("and " + (amounts.size() - shown.size()) + " more; -o wide shows all\n");
        }
    }

    private void largest(List<LargeObject> largest) throws IOException {
        Table table = new Table(List.of(
                new Column("LARGEST", true, Column.ESSENTIAL),
                new Column("RESOURCE", false, Column.ESSENTIAL),
                new Column("NAMESPACE", false, Column.ESSENTIAL),
                new Column("NAME", false, Column.ESSENTIAL)));
        for (LargeObject large : largest) {
            table.add(List.of(
                    Cell.of(size(large.bytes())),
                    Cell.of(HumanText.safe(large.object().resource())),
                    Cell.of(HumanText.safe(large.object().namespace())),
                    Cell.of(HumanText.safe(large.object().name()))));
        }
        print(table, largest);
    }

    private void print(Table table, List<?> rows) throws IOException {
        if (!rows.isEmpty()) {
            out.append('\n');
            table.print(out, style.room(), style.colour());
        }
    }

    private String size(long bytes) {
        return wide ? Long.toString(bytes) : HumanText.size(bytes);
    }

    @SafeVarargs
    private static String joined(Optional<String>... words) {
        String all =
                Stream.of(words).flatMap(Optional::stream).map(HumanText::safe).collect(Collectors.joining(", "));
        return all.isEmpty() ? "unknown" : all;
    }

    private String paint(Colour colour, String text) {
        return style.colour() ? colour.paint(text) : text;
    }
}
