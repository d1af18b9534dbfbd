package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.node.stage.ArmRestore;
import io.etcdbr.node.stage.PlanOnNode;
import java.util.List;

/** {@code etcdbr-node arm}. */
final class ArmVerb implements Verb {

    @Override
    public String name() {
        return "arm";
    }

    @Override
    public String summary() {
        return "Put the executor of a restore into kubelet's folder";
    }

    @Override
    public List<String> description() {
        return List.of(
                "It waits there for GO, ten minutes at most. Nothing else is changed. Refuses unless the restore is staged and saved here.");
    }

    @Override
    public List<String> examples() {
        return List.of("arm r20261120t143005-7f3a9c --image registry.example.com/etcdbr:0.1.0");
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
            ArmRestore.run(restore, options.image());
        }
        return Outcome.done("Armed.");
    }
}
