package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.node.facts.NodeFactsSearch;
import io.etcdbr.topology.NodeFacts;
import io.etcdbr.topology.NodeFactsCodec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code etcdbr-node facts}. */
final class FactsVerb implements Verb {

    @Override
    public String name() {
        return "facts";
    }

    @Override
    public String summary() {
        return "Show how this node is: kubelet, manifests, etcd and its data, the restore tool, other restores";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Reads only. What could not be found out is among the problems. The restore tool is looked for beside the running etcd, then on the node; nothing else is started than that it tells its version.");
    }

    @Override
    public List<String> examples() {
        return List.of("facts -o json");
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.RESTORE_TOOL, Setting.OUTPUT);
    }

    private record Options(NodeOptions node, Optional<Path> tool) {}

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> {
            OnlyJson.check(settings);
            return new Options(NodeOptions.from(settings), settings.file(Setting.RESTORE_TOOL));
        });
        NodeFacts facts = new NodeFactsSearch(
                        options.node.root(),
                        options.node.node(),
                        call.program().tool().version(),
                        options.tool,
                        Path.of("/proc"))
                .run();
        call.out().println(NodeFactsCodec.encode(facts));
        return Outcome.done("Facts of node " + facts.node() + " shown.");
    }
}
