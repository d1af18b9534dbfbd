package io.etcdbr.columns;

import io.etcdbr.resources.ObjectTree;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The columns READY, STATUS and RESTARTS of a pod, which sum up the states of its containers. */
final class PodState {
    private final Row row;
    private final ObjectTree pod;
    private final Set<String> sidecars;

    private String status;
    private long ready;
    private long restarts;
    private Optional<Instant> lastRestart = Optional.empty();
    private long sidecarRestarts;
    private Optional<Instant> lastSidecarRestart = Optional.empty();

    PodState(Row row) {
        this.row = row;
        this.pod = row.object();
        this.sidecars = pod.objects("spec", "initContainers").stream()
                .filter(container -> container.text("restartPolicy").equals("Always"))
                .map(container -> container.text("name"))
                .collect(Collectors.toSet());
        this.status = firstStatus();
        if (!initializing() || row.hasCondition("Initialized", "True")) {
            containers();
        }
        String phase = pod.text("status", "phase");
        if (row.isBeingDeleted()) {
            if (pod.text("status", "reason").equals("NodeLost")) {
                status = "Unknown";
            } else if (!Set.of("Failed", "Succeeded").contains(phase)) {
                status = "Terminating";
            }
        }
    }

    String ready() {
        return ready + "/" + (pod.size("spec", "containers") + sidecars.size());
    }

    String status() {
        return status;
    }

    String restarts() {
        return restarts > 0 && lastRestart.isPresent()
                ? restarts + " (" + row.since(lastRestart.get()) + " ago)"
                : Long.toString(restarts);
    }

    private String firstStatus() {
        boolean gated = pod.objects("status", "conditions").stream()
                .anyMatch(condition -> condition.text("type").equals("PodScheduled")
                        && condition.text("reason").equals("SchedulingGated"));
        return gated ? "SchedulingGated" : row.wordOr(row.wordOr("Pending", "status", "phase"), "status", "reason");
    }

    /** Goes through the init containers up to the one that is not done. */
    private boolean initializing() {
        List<ObjectTree> statuses = pod.objects("status", "initContainerStatuses");
        for (int i = 0; i < statuses.size(); i++) {
            ObjectTree container = statuses.get(i);
            boolean sidecar = sidecars.contains(container.text("name"));
            restarts += container.number("restartCount");
            lastRestart = later(lastRestart, container);
            if (sidecar) {
                sidecarRestarts += container.number("restartCount");
                lastSidecarRestart = later(lastSidecarRestart, container);
            }
            boolean done =
                    container.has("state", "terminated") && container.number("state", "terminated", "exitCode") == 0;
            boolean started = sidecar && container.flag("started");
            if (started && container.flag("ready")) {
                ready++;
            }
            if (!done && !started) {
                status = "Init:" + initStatus(container, i);
                return true;
            }
        }
        return false;
    }

    private String initStatus(ObjectTree container, int index) {
        String waiting = container.text("state", "waiting", "reason");
        if (container.has("state", "terminated")) {
            return terminated(container);
        }
        return waiting.isEmpty() || waiting.equals("PodInitializing")
                ? index + "/" + pod.size("spec", "initContainers")
                : waiting;
    }

    private void containers() {
        restarts = sidecarRestarts;
        lastRestart = lastSidecarRestart;
        boolean running = false;
        for (ObjectTree container : pod.objects("status", "containerStatuses").reversed()) {
            restarts += container.number("restartCount");
            lastRestart = later(lastRestart, container);
            String waiting = container.text("state", "waiting", "reason");
            if (!waiting.isEmpty()) {
                status = waiting;
            } else if (container.has("state", "terminated")) {
                status = terminated(container);
            } else if (container.flag("ready") && container.has("state", "running")) {
                running = true;
                ready++;
            }
        }
        if (status.equals("Completed") && running) {
            status = row.hasCondition("Ready", "True") ? "Running" : "NotReady";
        }
    }

    private static String terminated(ObjectTree container) {
        ObjectTree state = container.at("state", "terminated");
        if (!state.text("reason").isEmpty()) {
            return state.text("reason");
        }
        return state.number("signal") != 0
                ? "Signal:" + state.number("signal")
                : "ExitCode:" + state.number("exitCode");
    }

    private static Optional<Instant> later(Optional<Instant> known, ObjectTree container) {
        Optional<Instant> finished = Row.time(container, "lastState", "terminated", "finishedAt");
        return finished.isPresent() && (known.isEmpty() || finished.get().isAfter(known.get())) ? finished : known;
    }
}
