package io.etcdbr.output;

import io.etcdbr.operation.PruneResult;
import io.etcdbr.operation.PruneStep;
import io.etcdbr.operation.PruneStep.Action;
import io.etcdbr.output.Table.Column;
import io.etcdbr.retention.Reason;
import io.etcdbr.retention.RetentionPlan;
import java.io.IOException;
import java.util.List;

/** What pruning did, backup by backup, and its sum. */
final class PruneText {
    private final OutputStyle style;

    PruneText(OutputStyle style) {
        this.style = style;
    }

    void print(PruneResult result, Appendable out) throws IOException {
        boolean epochs = result.steps().stream()
                        .map(step -> step.backup().epoch())
                        .distinct()
                        .count()
                > 1;
        boolean wide = style.format() == OutputFormat.WIDE;
        Table table = new Table(List.of(
                new Column("ETCD CLUSTER ID", false, Column.ESSENTIAL),
                new Column("ID", false, Column.ESSENTIAL),
                new Column("TAKEN", false, 2),
                new Column("SIZE", true, 1),
                new Column("ACTION", false, Column.ESSENTIAL),
                new Column("BECAUSE", false, Column.ESSENTIAL)));
        for (PruneStep step : result.steps()) {
            table.add(List.of(
                    Cell.of(epochs ? step.backup().epoch().etcdClusterId() : ""),
                    Cell.of(step.backup().id()),
                    Cell.of(
                            wide
                                    ? HumanText.exact(step.backup().id().time())
                                    : HumanText.age(step.backup().id().time(), style.now())),
                    Cell.of(HumanText.size(step.backup().storedSize())),
                    new Cell(step.action().text(), colour(step.action())),
                    Cell.of(HumanText.safe(String.join(
                            "; ", step.reasons().stream().map(Reason::toString).toList())))));
        }
        if (!result.steps().isEmpty()) {
            table.print(out, style.room(), style.colour());
        }
        for (String leftover : result.leftovers()) {
            out.append("Removed leftover: ").append(HumanText.safe(leftover)).append('\n');
        }
        for (RetentionPlan.Excess excess : result.excesses()) {
            out.append(
                    "The protected backups of etcd cluster id " + excess.epoch().etcdClusterId() + " alone take "
                            + HumanText.size(excess.kept()) + ", more than the " + HumanText.size(excess.limit())
                            + " of max-total-size.\n");
        }
        out.append(sum(result)).append('\n');
    }

    private static String sum(PruneResult result) {
        String kept = result.count(Action.KEPT) + " kept in " + result.store() + ".";
        if (result.dryRun()) {
            return "Dry run: " + result.count(Action.WOULD_DELETE) + " would be deleted ("
                    + HumanText.size(result.freed()) + "), " + kept;
        }
        String notDone = result.count(Action.NOT_DONE) > 0 ? result.count(Action.NOT_DONE) + " not done, " : "";
        return result.count(Action.DELETED) + " deleted (" + HumanText.size(result.freed()) + "), " + notDone + kept;
    }

    private static Colour colour(Action action) {
        return switch (action) {
            case KEPT -> Colour.GOOD;
            case DELETED, WOULD_DELETE -> Colour.WARNING;
            case NOT_DONE -> Colour.BAD;
        };
    }
}
