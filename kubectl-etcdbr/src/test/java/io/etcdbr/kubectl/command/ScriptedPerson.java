package io.etcdbr.kubectl.command;

import java.util.Deque;
import java.util.List;

/**
 * Somebody who answers in turn, and with Enter once there is nothing left to say.
 *
 * @param possible whether there is a terminal to ask at
 * @param asked gets every question
 */
record ScriptedPerson(boolean possible, List<String> asked, Deque<String> answers)
        implements TerminalConversation.Questions {

    @Override
    public String ask(String question) {
        asked.add(question);
        return answers.isEmpty() ? "" : answers.removeFirst();
    }

    @Override
    public String askSecret(String question) {
        return ask(question);
    }
}
