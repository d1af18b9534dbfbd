package io.etcdbr.output;

import io.etcdbr.difference.Change;
import io.etcdbr.difference.ChangeCounts;
import io.etcdbr.difference.ChangeKind;
import io.etcdbr.difference.Differences;
import io.etcdbr.difference.Fold;
import io.etcdbr.difference.StatePair;
import io.etcdbr.output.Table.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What differs between two states: the sums first, then each object. */
final class DiffText {
    private final OutputStyle style;
    private final boolean wide;
    private final Appendable out;

    DiffText(OutputStyle style, Appendable out) {
        this.style = style;
        this.wide = style.format() == OutputFormat.WIDE;
        this.out = out;
    }

    void print(StatePair states, Differences differences) throws IOException {
        FieldLines lines = new FieldLines(out, style.room());
        lines.field("First", OriginLines.line(states.first(), style));
        lines.field("Second", OriginLines.line(states.second(), style));
        lines.several(
                "Note",
                warnings(states, differences, "; --encryption-config opens what it has the key for").stream()
                        .map(text -> paint(Colour.WARNING, text))
                        .toList());
        lines.field(
                "Objects",
                counted(differences.total()) + ", same " + differences.total().same());
        if (!differences.folded().isEmpty()) {
            lines.field("Left out", folded(differences.folded()) + "; --all-changes shows them");
        }
        counts("RESOURCE", differences.resources());
        counts("NAMESPACE", differences.namespaces());
        changes(differences.changes());
        if (differences.notListed() > 0) {
            out.append("and " + differences.notListed()
                    + " more, which are counted above but not listed: ask for a resource or a namespace\n");
        }
    }

    /** Facts only, for whoever has other means than this program's user. */
    static List<String> warnings(StatePair states, Differences differences) {
        return warnings(states, differences, "");
    }

    private static List<String> warnings(StatePair states, Differences differences, String howToOpen) {
        List<String> warnings = new ArrayList<>(states.warnings());
        differences
                .clusterUids()
                .ifPresent(
                        uids -> warnings.add("these are two Kubernetes clusters: the namespace kube-system has the uid "
                                + HumanText.safe(uids.first()) + " in the first and " + HumanText.safe(uids.second())
                                + " in the second"));
        if (differences.sealed() > 0) {
            warnings.add(differences.sealed() + " of the changed objects " + (differences.sealed() == 1 ? "is" : "are")
                    + " encrypted at rest and may hold the same as before" + howToOpen);
        }
        return warnings;
    }

    private static String folded(Map<Fold, ChangeCounts> folded) {
        return folded.entrySet().stream()
                .map(entry -> entry.getKey().text() + " (" + entry.getValue().differing() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String counted(ChangeCounts counts) {
        return "added " + counts.added() + ", removed " + counts.removed() + ", changed " + counts.changed();
    }

    private void counts(String title, Map<String, ChangeCounts> counts) throws IOException {
        Table table = new Table(List.of(
                new Column(title, false, Column.ESSENTIAL),
                new Column("ADDED", true, Column.ESSENTIAL),
                new Column("REMOVED", true, Column.ESSENTIAL),
                new Column("CHANGED", true, Column.ESSENTIAL),
                new Column("SAME", true, 1)));
        boolean any = false;
        for (Map.Entry<String, ChangeCounts> entry : counts.entrySet()) {
            ChangeCounts count = entry.getValue();
            if (count.differing() > 0) {
                any = true;
                String name = entry.getKey().isEmpty() ? "(none)" : entry.getKey();
                table.add(List.of(
                        Cell.of(HumanText.safe(name)),
                        Cell.of(count.added()),
                        Cell.of(count.removed()),
                        Cell.of(count.changed()),
                        Cell.of(title.equals("RESOURCE") ? count.same() : "")));
            }
        }
        if (any) {
            out.append('\n');
            table.print(out, style.room(), style.colour());
        }
    }

    private void changes(List<Change> changes) throws IOException {
        Table table = new Table(List.of(
                new Column("CHANGE", false, Column.ESSENTIAL),
                new Column("RESOURCE", false, Column.ESSENTIAL),
                new Column("NAMESPACE", false, Column.ESSENTIAL),
                new Column("NAME", false, Column.ESSENTIAL),
                new Column("REVISIONS", false, 2),
                new Column("BYTES", false, 1),
                Column.notes(3)));
        for (Change change : changes) {
            table.add(List.of(
                    new Cell(word(change.kind()), colour(change.kind())),
                    Cell.of(HumanText.safe(change.object().resource())),
                    Cell.of(HumanText.safe(change.object().namespace())),
                    Cell.of(HumanText.safe(change.object().name())),
                    Cell.of(wide ? fromTo(change.firstRevision(), change.secondRevision()) : ""),
                    Cell.of(wide ? fromTo(change.firstBytes(), change.secondBytes()) : ""),
                    Cell.of(change.sealed() ? "encrypted, perhaps the same" : "")));
        }
        if (!changes.isEmpty()) {
            out.append('\n');
            table.print(out, style.room(), style.colour());
        }
    }

    private static String fromTo(OptionalLong first, OptionalLong second) {
        return (first.isPresent() ? first.getAsLong() : "-") + " > " + (second.isPresent() ? second.getAsLong() : "-");
    }

    static String word(ChangeKind kind) {
        return switch (kind) {
            case ADDED -> "added";
            case REMOVED -> "removed";
            case CHANGED -> "changed";
        };
    }

    private static Colour colour(ChangeKind kind) {
        return switch (kind) {
            case ADDED -> Colour.GOOD;
            case REMOVED -> Colour.BAD;
            case CHANGED -> Colour.WARNING;
        };
    }

    private String paint(Colour colour, String text) {
        return style.colour() ? colour.paint(text) : text;
    }
}
