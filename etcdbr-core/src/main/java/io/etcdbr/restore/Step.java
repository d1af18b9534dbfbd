package io.etcdbr.restore;

import java.util.List;

/**
 * What the machine answers.
 *
 * @param state to be journaled first, if it is another one
 * @param commands of that state; they replace those of the state before. If the state is the same they are the ones that run
 */
public record Step(State state, List<Command> commands) {
    public Step {
        commands = List.copyOf(commands);
    }
}
