package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.preflight.Finding;
import io.etcdbr.kubectl.restore.Restoring;
import io.etcdbr.restore.plan.RestoreId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A restore that a verb runs, and how its end is told.
 *
 * @param continued the one that is staged already
 */
record RestoreRun(Invocation call, TerminalConversation conversation, RestoreHow how, Optional<RestoreId> continued) {

    Outcome of(Cluster cluster, Restoring.Pods pods, Function<Restoring, Restoring.Result> work) {
        Restoring restoring = new Restoring(cluster, pods, conversation, call.cancellation(), call.clock());
        Restoring.Result result;
        try {
            result = work.apply(restoring);
        } catch (EtcdbrException e) {
            conversation.ends();
            return failed(restoring, e);
        }
        conversation.ends();
        return tell(result);
    }

    private Outcome failed(Restoring restoring, EtcdbrException why) {
        if (how.form().isTree()) {
            call.out()
                    .print(how.form()
                            .of(RestoreTree.failed(restoring.underWay(), restoring.isBeyondGo(), why.failure())));
        }
        // After a signal, what became of the restore says more than that there was one.
        if (call.cancellation().reason().isEmpty()) {
            throw why;
        }
        return new Outcome(List.of(why.failure()), "Stopped.", Map.of());
    }

    private Outcome tell(Restoring.Result result) {
        if (how.form().isTree()) {
            call.out().print(how.form().of(RestoreTree.of(result, call.clock().instant())));
        }
        return switch (result) {
            case Restoring.Result.Planned planned -> planned(planned);
            case Restoring.Result.Staged staged -> {
                if (!how.form().isTree()) {
                    call.out()
                            .println("Staged as " + staged.plan().id()
                                    + ". Go on with: kubectl etcdbr restore --continue "
                                    + staged.plan().id());
                }
                yield Outcome.done("Staged.");
            }
            case Restoring.Result.Ended ended -> {
                if (!how.form().isTree()) {
                    call.out()
                            .print(new EndText(
                                            call.terminal().width(),
                                            call.clock().instant())
                                    .of(ended));
                }
                yield new Outcome(
                        RestoreOptions.failure(ended.plan().id(), ended.end()).stream()
                                .toList(),
                        "Restored.",
                        Map.of());
            }
        };
    }

    private Outcome planned(Restoring.Result.Planned planned) {
        List<Finding.Refusal> refusals = planned.preparation().refusals();
        if (refusals.isEmpty()) {
            return how.until() == Restoring.Until.PLANNED
                    ? Outcome.done("A restore is possible.")
                    : new Outcome(
                            List.of(new Failure(
                                    ExitCode.REFUSED, "the restore was not confirmed; nothing was changed", "")),
                            "Not confirmed.",
                            Map.of());
        }
        String checks = refusals.stream()
                .map(refusal -> refusal.check().text())
                .distinct()
                .collect(Collectors.joining(", "));
        return new Outcome(
                List.of(new Failure(
                        ExitCode.REFUSED,
                        "no restore is possible: " + refusals.getFirst().found()
                                + (refusals.size() > 1 ? "; " + refusals.size() + " findings refuse it: " + checks : "")
                                + "; nothing was changed"
                                + continued
                                        .map(id -> ", and restore " + id + " stays staged")
                                        .orElse(""),
                        refusals.getFirst().remedy())),
                "Refused.",
                Map.of());
    }
}
