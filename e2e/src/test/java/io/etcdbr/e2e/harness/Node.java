package io.etcdbr.e2e.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.e2e.harness.Environment.NodeCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A control-plane node.
 *
 * @param address its internal one
 */
public record Node(String name, String address, Environment environment) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** etcdctl where it is installed, else that of etcd's own container. */
    private static final String ETCDCTL = """
            pki=/etc/kubernetes/pki/etcd cert=healthcheck-client
            flags="--endpoints=https://127.0.0.1:2379 --cacert=$pki/ca.crt --cert=$pki/$cert.crt --key=$pki/$cert.key"
            if command -v etcdctl >/dev/null; then
                ETCDCTL_API=3 etcdctl $flags %1$s
            else
                crictl exec "$(crictl ps -q --name '^etcd$')" etcdctl $flags %1$s
            fi
            """;

    /** Runs a script of {@code sh} there, or skips the test where nobody said how. */
    public String sh(String script) throws IOException {
        List<String> prefix = need(environment.onNode(), Environment.NODE_EXEC).with(name);
        return Said.of(Stream.concat(prefix.stream(), Stream.of("sh")).toList(), script, Map.of(), PATIENCE)
                .orFail()
                .out();
    }

    /** Runs a script there as long as it takes; its lines of both streams are read from the process. */
    Process start(String script) throws IOException {
        List<String> prefix = need(environment.onNode(), Environment.NODE_EXEC).with(name);
        Process process = new ProcessBuilder(
                        Stream.concat(prefix.stream(), Stream.of("sh")).toList())
                .redirectErrorStream(true)
                .start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(script.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It is gone already; its end says so.
        }
        return process;
    }

    /** What etcdctl says of the member on this node; of kubeadm's places. */
    public String etcdctl(String arguments) throws IOException {
        return sh(ETCDCTL.formatted(arguments));
    }

    public void powerOff() throws IOException {
        run(need(environment.powerOff(), Environment.NODE_OFF));
    }

    public void powerOn() throws IOException {
        run(need(environment.powerOn(), Environment.NODE_ON));
    }

    /** Skips the test where nobody said how to turn nodes off and on. */
    public void needPowerSwitch() {
        need(environment.powerOff(), Environment.NODE_OFF);
        need(environment.powerOn(), Environment.NODE_ON);
    }

    /** Parts it from all others, or skips the test where nobody said how. */
    public void cut() throws IOException {
        run(need(environment.cut(), Environment.NODE_CUT));
    }

    public void heal() throws IOException {
        run(need(environment.heal(), Environment.NODE_HEAL));
    }

    /** Skips the test where nobody said how to part nodes. */
    public void needCut() {
        need(environment.cut(), Environment.NODE_CUT);
        need(environment.heal(), Environment.NODE_HEAL);
    }

    private void run(NodeCommand command) throws IOException {
        Said.of(command.with(name), "", Map.of(), PATIENCE).orFail();
    }

    private static NodeCommand need(Optional<NodeCommand> command, String variable) {
        assumeTrue(command.isPresent(), variable + " does not say how");
        return command.orElseThrow();
    }
}
