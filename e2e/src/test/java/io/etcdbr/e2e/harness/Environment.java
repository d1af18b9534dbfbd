package io.etcdbr.e2e.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the tests are told about a cluster. CONTRIBUTING.md has the variables.
 *
 * @param kubeconfig of somebody who may do everything
 * @param onNode a command that runs {@code sh}, which reads a script from its standard input, on the node {@code %s}
 * @param powerOff cuts the power of the node {@code %s}
 * @param powerOn turns it on again
 * @param cut parts the node {@code %s} from all others
 * @param heal joins it with them again
 * @param loadImage brings the image archive {@code %s} onto all nodes; without it the image is there already
 * @param address of this machine, as nodes reach it; found by itself unless said
 * @param distribution as in the names of the overlays
 * @param kills how often a backup is killed
 */
public record Environment(
        Path kubeconfig,
        Optional<NodeCommand> onNode,
        Optional<NodeCommand> powerOff,
        Optional<NodeCommand> powerOn,
        Optional<NodeCommand> cut,
        Optional<NodeCommand> heal,
        Optional<NodeCommand> loadImage,
        Optional<String> address,
        String distribution,
        int kills) {
    public static final String KUBECONFIG = "ETCDBR_E2E_KUBECONFIG";
    public static final String NODE_EXEC = "ETCDBR_E2E_NODE_EXEC";
    public static final String NODE_OFF = "ETCDBR_E2E_NODE_OFF";
    public static final String NODE_ON = "ETCDBR_E2E_NODE_ON";
    public static final String NODE_CUT = "ETCDBR_E2E_NODE_CUT";
    public static final String NODE_HEAL = "ETCDBR_E2E_NODE_HEAL";

    /** A command line with a place for a name. */
    public record NodeCommand(List<String> words) {
        static Optional<NodeCommand> of(String text) {
            return Optional.of(text.strip())
                    .filter(line -> !line.isEmpty())
                    .map(line -> new NodeCommand(Arrays.asList(line.split("\\s+"))));
        }

        public List<String> with(String name) {
            return words.stream().map(word -> word.replace("%s", name)).toList();
        }
    }

    /** From environment variables; empty if no cluster is named. */
    public static Optional<Environment> of(Map<String, String> variables) {
        return text(variables, KUBECONFIG)
                .map(kubeconfig -> new Environment(
                        existing(Path.of(kubeconfig)),
                        command(variables, NODE_EXEC),
                        command(variables, NODE_OFF),
                        command(variables, NODE_ON),
                        command(variables, NODE_CUT),
                        command(variables, NODE_HEAL),
                        command(variables, "ETCDBR_E2E_LOAD_IMAGE"),
                        text(variables, "ETCDBR_E2E_ADDRESS"),
                        text(variables, "ETCDBR_E2E_DISTRIBUTION").orElse("kubeadm"),
                        text(variables, "ETCDBR_E2E_KILLS")
                                .map(Integer::parseInt)
                                .orElse(50)));
    }

    private static Optional<String> text(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).filter(text -> !text.isBlank());
    }

    private static Optional<NodeCommand> command(Map<String, String> variables, String name) {
        return text(variables, name).flatMap(NodeCommand::of);
    }

    private static Path existing(Path file) {
        if (Files.isReadable(file)) {
            return file.toAbsolutePath();
        }
        throw new IllegalArgumentException(KUBECONFIG + " is " + file + ", which is no readable file");
    }
}
