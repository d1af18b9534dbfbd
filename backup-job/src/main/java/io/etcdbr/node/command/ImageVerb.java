package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.node.stage.ArmRestore;
import io.etcdbr.node.stage.ExecutorBegun;
import io.etcdbr.node.stage.PlanOnNode;
import io.etcdbr.node.stage.SaveRestore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * {@code etcdbr-node save} and {@code arm}: what is left on the node before GO and names the image.
 *
 * @param isDone whether there is nothing to do, though somebody else holds the restore
 * @param work gets the restore and the image
 * @param longestWait for the executor, where somebody wants to wait; empty if none is started
 * @param done what to say at the end
 */
record ImageVerb(
        String name,
        String summary,
        List<String> description,
        List<String> examples,
        Predicate<WithImage> isDone,
        BiConsumer<PlanOnNode, String> work,
        Optional<Duration> longestWait,
        String done)
        implements Verb {

    static ImageVerb save() {
        return new ImageVerb(
                "save",
                "Keep on this node what brings the old cluster back: manifests, RECOVER.sh, a wrapper of this program",
                List.of("Refuses if nothing is staged, or if a manifest is not the one that was planned with."),
                List.of("save r20261120t143005-7f3a9c --image registry.example.com/etcdbr:0.1.0"),
                _ -> false,
                SaveRestore::run,
                Optional.empty(),
                "Saved.");
    }

    static ImageVerb arm() {
        return new ImageVerb(
                "arm",
                "Put the executor of a restore into kubelet's folder",
                List.of(
                        "It waits there for GO, ten minutes at most. Nothing else is changed. May be said again, also after those"
                                + " ten minutes. Refuses unless the restore is staged and saved here, and the new data lies as it was staged.",
                        "With --wait it ends when the executor says that it is armed, or after 60 s, which is no failure."),
                List.of("arm r20261120t143005-7f3a9c --image registry.example.com/etcdbr:0.1.0"),
                options ->
                        ArmRestore.isDone(options.node().root(), options.node().node(), options.id()),
                ArmRestore::run,
                Optional.of(Duration.ofSeconds(60)),
                "Armed.");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(RestoreArgument.ID);
    }

    @Override
    public List<Setting> settings() {
        return longestWait.isPresent() ? List.of(Setting.IMAGE, Setting.WAIT) : List.of(Setting.IMAGE);
    }

    @Override
    public Outcome run(Invocation call) {
        WithImage options = call.settings().read(settings -> WithImage.from(settings, call));
        boolean waits = call.settings().read(settings -> longestWait.isPresent() && settings.isOn(Setting.WAIT));
        if (isDone.test(options)) {
            return Outcome.done(done);
        }
        ExecutorBegun begun = new ExecutorBegun(options.node().root(), options.id());
        try (PlanOnNode restore =
                PlanOnNode.open(options.node().root(), options.node().node(), options.id())) {
            work.accept(restore, options.image());
        }
        if (waits) {
            longestWait.ifPresent(longest -> begun.await(longest, call.cancellation()));
        }
        return Outcome.done(done);
    }
}
