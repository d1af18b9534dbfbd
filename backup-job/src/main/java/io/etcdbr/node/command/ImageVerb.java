package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.node.stage.ArmRestore;
import io.etcdbr.node.stage.PlanOnNode;
import io.etcdbr.node.stage.SaveRestore;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * {@code etcdbr-node save} and {@code arm}: what is left on the node before GO and names the image.
 *
 * @param isDone whether there is nothing to do, though somebody else holds the restore
 * @param work gets the restore and the image
 * @param done what to say at the end
 */
record ImageVerb(
        String name,
        String summary,
        List<String> description,
        List<String> examples,
        Predicate<WithImage> isDone,
        BiConsumer<PlanOnNode, String> work,
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
                "Saved.");
    }

    static ImageVerb arm() {
        return new ImageVerb(
                "arm",
                "Put the executor of a restore into kubelet's folder",
                List.of(
                        "It waits there for GO, ten minutes at most. Nothing else is changed. May be said again, also after those"
                                + " ten minutes. Refuses unless the restore is staged and saved here, and the new data lies as it was staged."),
                List.of("arm r20261120t143005-7f3a9c --image registry.example.com/etcdbr:0.1.0"),
                options ->
                        ArmRestore.isDone(options.node().root(), options.node().node(), options.id()),
                ArmRestore::run,
                "Armed.");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(RestoreArgument.ID);
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.IMAGE);
    }

    @Override
    public Outcome run(Invocation call) {
        WithImage options = call.settings().read(settings -> WithImage.from(settings, call));
        if (isDone.test(options)) {
            return Outcome.done(done);
        }
        try (PlanOnNode restore =
                PlanOnNode.open(options.node().root(), options.node().node(), options.id())) {
            work.accept(restore, options.image());
        }
        return Outcome.done(done);
    }
}
