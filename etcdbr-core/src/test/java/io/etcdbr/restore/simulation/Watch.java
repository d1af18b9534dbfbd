package io.etcdbr.restore.simulation;

import io.etcdbr.restore.Data;
import io.etcdbr.restore.Event;
import io.etcdbr.restore.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the participants, again and again: which cluster each of them shows. */
final class Watch {
    /** A look ends after this time; what is answered later belongs to no look. */
    private static final long LOOK = 900;

    private final Executor executor;
    private final Host host;
    private final World world;
    private final long oldFor;
    private final Map<Host, Long> oldSince = new HashMap<>();

    /** What a member's peer port shows, and whether its member has a leader. */
    private record Answer(Data data, boolean leader) {}

    Watch(Executor executor, long oldFor) {
        this.executor = executor;
        this.host = executor.host;
        this.world = executor.world;
        this.oldFor = oldFor;
    }

    void members() {
        if (host.newEtcdBroken && world.chance(0.05)) {
            executor.report(new Event.OwnEtcdFails("it ends again and again"));
        }
        look(true);
        executor.later(host.delay(1000, 3500), this::members);
    }

    void decision() {
        look(false);
        executor.later(host.delay(1000, 3500), this::decision);
    }

    private void look(boolean all) {
        new Questions(executor).readDecision(decision -> {
            if (decision.isPresent()) {
                executor.report(new Event.DecisionRead(decision.get()));
            } else {
                askMembers(all);
            }
        });
    }

    private void askMembers(boolean all) {
        Map<Host, Answer> answers = new HashMap<>();
        List<Host> participants = world.participants();
        int begun = executor.generation();
        boolean[] over = {false};
        for (Host other : participants) {
            long back = world.chance(0.05) ? world.between(LOOK, 30_000) : host.delay(2, 60);
            world.after(host.delay(2, 60), () -> {
                if (!world.connected(host, other) || other.etcd.isEmpty()) {
                    return;
                }
                Answer answer = new Answer(
                        other.etcd.get(), world.cluster(other.etcd.get()).hasQuorum(other));
                world.after(back, () -> {
                    if (!over[0] && executor.listens() && begun == executor.generation()) {
                        answers.put(other, answer);
                    } else if (world.weak.contains(Weakness.STALE_ANSWERS)
                            && executor.listens()
                            && answer.data() == Data.OLD
                            && executor.state() instanceof State.Voting) {
                        executor.report(new Event.OldClusterAnswers(other.name));
                    }
                });
            });
        }
        executor.later(LOOK, () -> {
            over[0] = true;
            judge(all, answers);
        });
    }

    private void judge(boolean all, Map<Host, Answer> answers) {
        for (Host other : world.participants()) {
            Optional<Answer> answer = Optional.ofNullable(answers.get(other));
            boolean old = other != host
                    && (answer.filter(shown -> shown.data() == Data.OLD).isPresent()
                            || answer.isEmpty() && world.weak.contains(Weakness.SILENCE_IS_OLD) && !all);
            if (!old) {
                oldSince.remove(other);
            } else if (world.now() - oldSince.computeIfAbsent(other, _ -> world.now()) >= oldFor) {
                executor.report(new Event.OldClusterAnswers(other.name));
                return;
            }
        }
        boolean complete = world.participants().stream()
                .map(answers::get)
                .allMatch(answer -> answer != null && answer.data() == Data.NEW && answer.leader());
        if (all && complete) {
            allThere();
        }
    }

    private void allThere() {
        if (world.weak.contains(Weakness.VOTE_BEFORE_JOURNAL)) {
            new Questions(executor)
                    .writeReadyThen(() ->
                            executor.later(host.delay(500, 3000), () -> executor.report(new Event.AllMembersThere())));
        } else if (world.weak.contains(Weakness.VOTE_WITHOUT_A_WRITE)) {
            executor.report(new Event.AllMembersThere());
        } else {
            new Questions(executor).writeAble(() -> executor.report(new Event.AllMembersThere()));
        }
    }
}
