package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.node.stage.PlanOnNode;
import io.etcdbr.node.stage.SaveRestore;
import java.util.List;

/** {@code etcdbr-node save}. */
final class SaveVerb implements Verb {

    @Override
    public String name() {
        return "save";
    }

    @Override
    public String summary() {
        return "Keep on this node what brings the old cluster back: manifests, RECOVER.sh, a wrapper of this program";
    }

    @Override
    public List<String> description() {
        return List.of("Refuses if nothing is staged, or if a manifest is not the one that was planned with.");
    }

    @Override
    public List<String> examples() {
        return List.of("save r20261120t143005-7f3a9c --image registry.example.com/etcdbr:0.1.0");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.required("ID", "The restore."));
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.IMAGE);
    }

    @Override
    public Outcome run(Invocation call) {
        WithImage options = call.settings().read(settings -> WithImage.from(settings, call));
        try (PlanOnNode restore =
                PlanOnNode.open(options.node().root(), options.node().node(), options.id())) {
            SaveRestore.run(restore, options.image());
        }
        return Outcome.done("Saved.");
    }
}
