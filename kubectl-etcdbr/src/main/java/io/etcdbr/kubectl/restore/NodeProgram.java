package io.etcdbr.kubectl.restore;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.kubectl.operation.ProgramAnswer;
import io.etcdbr.kubectl.preflight.PeerAnswers;
import io.etcdbr.kubectl.stager.Stager;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.topology.NodeFacts;
import io.etcdbr.topology.NodeFactsCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The verbs of {@code etcdbr-node} on one node. Each ends well or throws what the program said, with the node's name. */
public record NodeProgram(Stager stager) {
    public String node() {
        return stager.node();
    }

    NodeFacts facts() {
        ProgramAnswer answer = run("facts");
        return NodeFactsCodec.decode(answer.out().getBytes(StandardCharsets.UTF_8), "the stager on " + node());
    }

    /** Which cluster each participant's member is of, as this node's executor will ask it; empty where it gets no answer. */
    Map<String, PeerAnswers> peers(RestorePlan plan) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        KubeObject all = run(new ByteArrayInputStream(PlanCodec.encode(plan)), out, "peers")
                .tree()
                .orElseThrow(() -> notUnderstood("peers"));
        KubeObject peers = all.part("peers");
        KubeObject clients = all.part("clients");
        return plan.nodes().stream()
                .collect(Collectors.toMap(
                        node -> node,
                        node -> new PeerAnswers(
                                peers.text(node).flatMap(EtcdClusterId::parse),
                                clients.text(node).flatMap(EtcdClusterId::parse))));
    }

    void plan(byte[] plan) {
        run(new ByteArrayInputStream(plan), new ByteArrayOutputStream(), "plan");
    }

    /** Puts a file of this workstation into the pod, to be looked into there. */
    void keep(String path, InputStream snapshot, StepLines steps) {
        run(snapshot, steps, "receive", "--to=" + path);
    }

    /** Puts a file of this workstation into the node's folder of the restore, which proves its digest. */
    void receive(RestoreId id, InputStream snapshot, StepLines steps) {
        run(snapshot, steps, "receive", id.value());
    }

    /**
     * Makes the new data.
     *
     * @param identities age private keys; empty if none is needed
     * @return the hash of the staged database
     */
    String stage(RestoreId id, byte[] identities, StepLines steps) {
        List<String> arguments = new ArrayList<>(List.of("stage", id.value()));
        if (identities.length > 0) {
            arguments.add("--identity=-");
        }
        run(new ByteArrayInputStream(identities), steps, arguments.toArray(String[]::new));
        return steps.last().flatMap(line -> line.text("staged", "hash")).orElseThrow(() -> notUnderstood("stage"));
    }

    void save(RestoreId id) {
        run("save", id.value(), "--image=" + stager.image());
    }

    /** Waits for the executor, for a minute at most; whether it runs is to be seen by the status. */
    void arm(RestoreId id) {
        run("arm", id.value(), "--image=" + stager.image(), "--wait");
    }

    void go(RestoreId id) {
        run("go", id.value());
    }

    void discard(RestoreId id) {
        run("discard", id.value());
    }

    /** @return why the restore's keys stay in etcd, though all else is removed; empty if they are gone */
    Optional<String> clean(RestoreId id) {
        ProgramAnswer answer = answer(
                InputStream.nullInputStream(),
                new ByteArrayOutputStream(),
                "clean",
                id.value(),
                "--yes",
                "--output=json");
        Optional<String> keysLeft = answer.tree().flatMap(removed -> removed.text("keysLeft"));
        if (answer.code() != 0 && keysLeft.isEmpty()) {
            throw failure(answer, "clean");
        }
        return keysLeft;
    }

    /** All restores that the node knows. */
    List<NodeStatus> statuses() {
        return run("status", "--output=json")
                .tree()
                .orElseThrow(() -> notUnderstood("status"))
                .parts("restores")
                .stream()
                .map(status -> NodeStatus.of(node(), status))
                .toList();
    }

    Optional<NodeStatus> status(RestoreId id) {
        return statuses().stream()
                .filter(status -> status.restore().equals(id.value()))
                .findFirst();
    }

    /** What a restore that ended with the restored data set aside there. */
    KeptData kept(RestoreId id) {
        return run("kept", id.value())
                .tree()
                .flatMap(told -> KeptData.of(node(), told))
                .orElseThrow(() -> notUnderstood("kept"));
    }

    /** What {@link #send} would write. */
    KeptData.Snapshot readKept(RestoreId id, StepLines steps) {
        run(InputStream.nullInputStream(), steps, "send", id.value(), "--dry-run");
        return steps.last()
                .map(line -> line.part("snapshot"))
                .flatMap(KeptData.Snapshot::of)
                .orElseThrow(() -> notUnderstood("send"));
    }

    /** Writes the database that a restore set aside there, as a snapshot. */
    void send(RestoreId id, OutputStream out) {
        run(InputStream.nullInputStream(), out, "send", id.value());
    }

    private EtcdbrException notUnderstood(String verb) {
        return new EtcdbrException(
                ExitCode.REFUSED,
                "etcdbr-node " + verb + " on " + node() + " said nothing that this program understands",
                "Use the same version of etcdbr in the image and in the plugin");
    }

    private ProgramAnswer run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return run(InputStream.nullInputStream(), out, arguments);
    }

    private ProgramAnswer run(InputStream in, OutputStream out, String... arguments) {
        ProgramAnswer answer = answer(in, out, arguments);
        if (answer.code() != 0) {
            throw failure(answer, arguments[0]);
        }
        return answer;
    }

    private EtcdbrException failure(ProgramAnswer answer, String verb) {
        return answer.failure("node " + node() + ", " + verb);
    }

    private ProgramAnswer answer(InputStream in, OutputStream out, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        // So that a failure comes as JSON.
        all.add("--log-format=json");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = stager.node(all, in, out, err);
        return new ProgramAnswer(code, out.toString(), err.toString(StandardCharsets.UTF_8));
    }
}
