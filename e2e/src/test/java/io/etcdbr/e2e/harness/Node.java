package io.etcdbr.e2e.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.e2e.harness.Environment.NodeCommand;
import java.io.IOException;
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

    private void run(NodeCommand command) throws IOException {
        Said.of(command.with(name), "", Map.of(), PATIENCE).orFail();
    }

    private static NodeCommand need(Optional<NodeCommand> command, String variable) {
        assumeTrue(command.isPresent(), variable + " does not say how");
        return command.orElseThrow();
    }
}
