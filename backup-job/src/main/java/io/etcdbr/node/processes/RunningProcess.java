package io.etcdbr.node.processes;

import java.util.List;
import java.util.Optional;

/**
 * A process as {@code /proc} shows it. Number and start together name it: a number is given out again.
 *
 * @param started ticks since boot
 * @param program the file's name, without folders; kernel threads have none and are never listed
 * @param state as in {@code /proc/<pid>/stat}, such as {@code T} for stopped by a signal and {@code Z} for a zombie
 * @param arguments with the program's own name
 */
public record RunningProcess(int pid, long started, String program, char state, List<String> arguments) {
    private static final char ZOMBIE = 'Z';
    private static final char DEAD = 'X';

    public RunningProcess {
        arguments = List.copyOf(arguments);
    }

    /** It holds nothing any more, and only waits for its parent to notice. */
    public boolean isDead() {
        return state == ZOMBIE || state == DEAD;
    }

    /** The value of a flag {@code --name=value} or {@code --name value}. */
    public Optional<String> flag(String name) {
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i).replaceFirst("^--?", "");
            if (argument.startsWith(name + "=")
                    && argument.length() < arguments.get(i).length()) {
                return Optional.of(argument.substring(name.length() + 1));
            }
            if (argument.equals(name) && argument.length() < arguments.get(i).length() && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return program + " (process " + pid + ")";
    }
}
