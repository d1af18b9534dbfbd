package io.etcdbr.output;

import com.google.gson.JsonObject;
import io.etcdbr.difference.Answer;
import io.etcdbr.difference.ChangeKind;
import io.etcdbr.difference.Differences;
import io.etcdbr.difference.ObjectDifference;
import io.etcdbr.difference.StatePair;
import io.etcdbr.error.Failure;
import io.etcdbr.format.VerificationResult;
import io.etcdbr.inspection.Inspection;
import io.etcdbr.inspection.ResourceCount;
import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import io.etcdbr.operation.BackupDescription;
import io.etcdbr.operation.BackupList;
import io.etcdbr.operation.FetchedBackup;
import io.etcdbr.operation.PruneResult;
import io.etcdbr.operation.PruneStep;
import io.etcdbr.operation.VerifiedFile;
import io.etcdbr.operation.VerifyOutcome;
import io.etcdbr.operation.VerifyResult;
import io.etcdbr.resources.NamedKey;
import io.etcdbr.snapshot.Origin;
import io.etcdbr.storage.StoreLocation;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Prints results in one style. Where a result may come from several stores, they are given together and printed as one document. */
public final class ResultPrinter {
    private final OutputStyle style;

    public ResultPrinter(OutputStyle style) {
        this.style = style;
    }

    private interface Text<T> {
        void print(T result) throws IOException;
    }

    public void list(List<BackupList> lists, Appendable out) throws IOException {
        print(
                out,
                () -> Trees.list(lists),
                () -> lists.stream().flatMap(list -> list.backups().stream()).map(backup -> backup.id()),
                () -> each(lists, BackupList::store, out, list -> new ListText(style).print(list, out)));
    }

    public void members(MembersReport report, Appendable out) throws IOException {
        print(
                out,
                () -> Trees.members(report),
                () -> report.members().stream().map(MemberReport::name),
                () -> new MembersText(style).print(report, out));
    }

    public void describe(BackupDescription description, Appendable out) throws IOException {
        print(
                out,
                () -> Trees.describe(description),
                () -> Stream.of(description.summary().id()),
                () -> new DescribeText(style, out).print(description));
    }

    public void verify(List<VerifyResult> results, Appendable out) throws IOException {
        print(
                out,
                () -> Trees.verify(results),
                () -> results.stream()
                        .flatMap(result -> result.outcomes().stream())
                        .filter(outcome -> outcome instanceof VerifyOutcome.Checked checked && !checked.sound())
                        .map(outcome -> outcome.backup().id()),
                () -> each(results, VerifyResult::store, out, result -> new VerifyText(style, out).print(result)));
    }

    public void verifyFile(VerifiedFile file, Appendable out) throws IOException {
        print(
                out,
                () -> Trees.verifyFile(file),
                () -> file.result() == VerificationResult.DAMAGED ? Stream.of(file.file()) : Stream.empty(),
                () -> new VerifyText(style, out).print(file));
    }

    public void fetch(FetchedBackup fetched, Appendable out) throws IOException {
        String file = fetched.file().map(Object::toString).orElse("standard output");
        print(
                out,
                () -> Trees.fetch(fetched),
                () -> Stream.of(file),
                () -> out.append(fetched.data().object() + " from " + fetched.store() + "\nwritten to " + file + ", "
                        + fetched.size() + " bytes, SHA-256 " + fetched.sha256() + "\n"));
    }

    public void inspect(Origin origin, Inspection found, Appendable out) throws IOException {
        print(
                out,
                () -> InspectTree.of(origin, found),
                () -> found.resources().stream().map(ResourceCount::resource),
                () -> new InspectText(style, out).print(origin, found));
    }

    public void diff(StatePair states, Answer answer, Appendable out) throws IOException {
        switch (answer) {
            case Answer.Sums(Differences differences, List<Failure> _) -> diff(states, differences, out);
            case Answer.Objects(List<ObjectDifference> objects, List<Failure> _) -> diff(states, objects, out);
        }
    }

    private void diff(StatePair states, Differences differences, Appendable out) throws IOException {
        print(
                out,
                () -> DiffTree.of(states, differences),
                () -> differences.changes().stream().map(change -> scriptName(change.kind(), change.object())),
                () -> new DiffText(style, out).print(states, differences));
    }

    /** Single objects as unified diffs. */
    private void diff(StatePair states, List<ObjectDifference> objects, Appendable out) throws IOException {
        print(
                out,
                () -> DiffTree.of(states, objects),
                () -> objects.stream()
                        .flatMap(object -> object.change().map(kind -> scriptName(kind, object.object())).stream()),
                () -> new ObjectDiffText(style, out).print(states, objects));
    }

    /** Such as {@code changed -n shop deployments.apps/web}: behind the first word it is an object as kubectl takes it. */
    private static String scriptName(ChangeKind kind, NamedKey object) {
        return HumanText.safe(DiffText.word(kind)
                + (object.namespace().isEmpty() ? "" : " -n " + object.namespace()) + " " + object.resource() + "/"
                + object.name());
    }

    public void prune(List<PruneResult> results, Appendable out) throws IOException {
        print(
                out,
                () -> Trees.prune(results),
                () -> results.stream()
                        .flatMap(result -> result.steps().stream())
                        .filter(step -> step.action() == PruneStep.Action.DELETED
                                || step.action() == PruneStep.Action.WOULD_DELETE)
                        .map(step -> step.backup().id()),
                () -> each(results, PruneResult::store, out, result -> new PruneText(style).print(result, out)));
    }

    private interface Work {
        void run() throws IOException;
    }

    private void print(Appendable out, Supplier<JsonObject> tree, Supplier<Stream<?>> names, Work text)
            throws IOException {
        switch (style.format()) {
            case TABLE, WIDE -> text.run();
            case JSON -> TreeText.writeJson(tree.get(), out);
            case YAML -> YamlText.write(tree.get(), out);
            case NAME -> {
                for (Object name : names.get().toList()) {
                    out.append(name.toString()).append('\n');
                }
            }
        }
    }

    private static <T> void each(List<T> results, Function<T, StoreLocation> store, Appendable out, Text<T> text)
            throws IOException {
        for (T result : results) {
            if (results.size() > 1) {
                out.append(result == results.getFirst() ? "" : "\n")
                        .append("Store ")
                        .append(store.apply(result) + "\n");
            }
            text.print(result);
        }
    }
}
