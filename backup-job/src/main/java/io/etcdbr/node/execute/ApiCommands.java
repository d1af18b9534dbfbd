package io.etcdbr.node.execute;

import io.etcdbr.node.host.Signals;
import io.etcdbr.node.manifests.StaticManifest;
import io.etcdbr.node.manifests.StaticManifest.PutBack;
import io.etcdbr.node.manifests.UnexpectedManifestException;
import io.etcdbr.node.processes.Escalation;
import io.etcdbr.node.processes.PodProcesses;
import io.etcdbr.node.processes.PodStop;
import io.etcdbr.node.processes.RunningProcess;
import io.etcdbr.restore.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Commands about the API server, the controller manager and the scheduler. */
final class ApiCommands {
    /** For the API server of each node before this one, beginning when the first is ready. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final NodeParts node;
    private final NewEtcd restored;
    private final ApiProbe probe;
    private final Moments moments;

    ApiCommands(NodeParts node, NewEtcd restored, ApiProbe probe, Moments moments) {
        this.node = node;
        this.restored = restored;
        this.probe = probe;
        this.moments = moments;
    }

    void stop(Report report) throws InterruptedException {
        Looking.every(Looking.PAUSE, report, () -> {
            List<String> problems = takeOut(report);
            if (!problems.isEmpty()) {
                throw new IOException(String.join(" ", problems));
            }
            PodStop.Report stopped = new PodStop(node.pods(), this::portInUse, Escalation.HARD)
                    .run(why -> report.trouble("Waiting for the API server to be gone: " + why + "."));
            report.note("API server, controller manager and scheduler are gone after "
                    + stopped.took().toMillis() + " ms: " + stopped.processes() + ".");
            if (node.api().stream().anyMatch(StaticManifest::isInPlace)) {
                return false;
            }
            report.event(new Event.ApiStopped());
            return true;
        });
    }

    /**
     * A kubelet that did not notice a removed manifest starts a killed container again. Whatever is wrong with a manifest, and whatever
     * fails, everything is killed that can be: an API server that comes back would serve a cluster that nobody decided for.
     */
    void keepDown(Duration every, Report report) throws InterruptedException {
        Set<String> told = new HashSet<>();
        Looking.every(every, report, () -> {
            List<String> problems = takeOut(report);
            for (PodProcesses pod : node.pods()) {
                try {
                    kill(pod, report);
                } catch (IOException e) {
                    problems.add(Sentences.of(e));
                }
            }
            problems.stream().filter(told::add).forEach(sentence -> {
                report.trouble(sentence);
                report.note(sentence);
            });
            return false;
        });
    }

    private void kill(PodProcesses pod, Report report) throws IOException {
        for (RunningProcess process : pod.running()) {
            if (Signals.send(process.pid(), Signals.KILL, () -> node.proc().isAlive(process))) {
                report.note(process + " came back and was killed.");
            }
        }
    }

    void start(Report report) throws InterruptedException {
        awaitTurn(report);
        Looking.every(Looking.PAUSE, report, () -> {
            putBack(node.api().getFirst(), report);
            return true;
        });
        moments.at("API server's manifest back");
        Looking.every(ApiProbe.PAUSE, report, () -> {
            Optional<String> notYet = probe.notReady();
            notYet.ifPresent(why -> report.trouble("The API server is not ready yet: " + why + "."));
            return notYet.isEmpty();
        });
        probe.evidence().ifPresent(report::note);
        Looking.every(ApiProbe.PAUSE, report, () -> {
            restored.coordination().writeApi(node.plan().etcd().newClusterId());
            return true;
        });
        moments.at("api key written");
        report.event(new Event.ApiReady());
    }

    /**
     * API servers start one after the other: each reads all of etcd at its start, and several that do so together keep the one that
     * serves already from answering.
     */
    private void awaitTurn(Report report) throws InterruptedException {
        List<String> before = node.plan().nodes().stream()
                .filter(other -> other.compareTo(node.self().node()) < 0)
                .toList();
        long begun = System.nanoTime();
        Looking.every(
                ApiProbe.PAUSE,
                report,
                () -> System.nanoTime() - begun
                                >= PATIENCE.multipliedBy(before.size()).toNanos()
                        || restored.apis().containsAll(before));
    }

    void startControllers(Report report) throws InterruptedException {
        Looking.every(Looking.PAUSE, report, () -> {
            for (StaticManifest manifest : node.api().subList(1, node.api().size())) {
                putBack(manifest, report);
                moments.at("manifest back");
            }
            report.event(new Event.ControllersStarted());
            return true;
        });
    }

    /** All of them, the API server's first. */
    void putAllBack(Report report) throws IOException {
        for (StaticManifest manifest : node.api()) {
            putBack(manifest, report);
            moments.at("manifest back");
        }
    }

    /** @return what is wrong with one or the other, as sentences; none of them keeps another one in its place */
    private List<String> takeOut(Report report) {
        List<String> problems = new ArrayList<>();
        for (StaticManifest manifest : node.api()) {
            try {
                manifest.setOtherAside()
                        .ifPresent(aside -> problems.add("Somebody put another manifest at " + manifest.home()
                                + "; it was moved to " + aside + ", and the one from before comes back at the end."));
                if (manifest.takeOut()) {
                    report.note("Somebody put " + manifest.home() + " back; it was moved out again.");
                }
            } catch (IOException e) {
                problems.add(Sentences.of(e));
            }
            moments.at("manifest out");
        }
        return problems;
    }

    /** Where somebody put another manifest meanwhile, theirs stays: nothing is replaced. */
    private static void putBack(StaticManifest manifest, Report report) throws IOException {
        try {
            if (manifest.putBack() == PutBack.BY_SOMEBODY_ELSE) {
                report.note("Somebody else had put " + manifest.home() + " back already.");
            }
        } catch (UnexpectedManifestException e) {
            if (!manifest.isInPlace()) {
                throw e;
            }
            report.note(Sentences.of(e) + " It was left as it is.");
        }
    }

    private Optional<String> portInUse() throws IOException {
        int port = node.self().securePort();
        return node.proc().listeningPorts().contains(port)
                ? Optional.of("somebody listens on port " + port)
                : Optional.empty();
    }
}
