package io.etcdbr.job.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.job.check.NodeCheck;
import io.etcdbr.job.check.NodeReportJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code etcdbr-job check}. */
final class CheckVerb implements Verb {

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String summary() {
        return "Look at this node's stores, certificates, clock, disk and encryption keys, as JSON";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Writes a small object to each store and removes it again. 'kubectl etcdbr check' runs this on every control-plane"
                        + " node and says what to do about what it finds.");
    }

    @Override
    public List<String> examples() {
        return List.of("check --store file:///mnt/backups");
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.STORES, Setting.CACERT, Setting.CERT, Setting.INCLUDE, Setting.HOST);
    }

    @Override
    public Outcome run(Invocation call) {
        NodeCheck.Options options = call.settings().read(CheckVerb::options);
        call.out().println(NodeReportJson.of(new NodeCheck(call.clock()).run(options)));
        return Outcome.done("Node looked at.");
    }

    private static NodeCheck.Options options(Settings settings) {
        return new NodeCheck.Options(
                settings.stores(),
                Stream.of(settings.file(Setting.CACERT), settings.file(Setting.CERT))
                        .flatMap(Optional::stream)
                        .toList(),
                settings.paths(Setting.INCLUDE),
                settings.file(Setting.HOST).orElse(Path.of("/host")));
    }
}
