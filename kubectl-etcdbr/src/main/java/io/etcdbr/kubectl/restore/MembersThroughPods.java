package io.etcdbr.kubectl.restore;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.operation.ProgramAnswer;
import io.etcdbr.kubectl.stager.Stager;
import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What etcd's members say, asked through one pod after the other. A pod asks the etcd of its own node, which may be down or fenced; and while API
 * servers and kubelets come back, one pod may be asked and another not yet.
 */
public final class MembersThroughPods {
    private MembersThroughPods() {}

    /**
     * The first answer that tells of a leader, else the first.
     *
     * @param pods at least one, in the order in which they are asked
     * @throws EtcdbrException the first failure, if there is no answer
     */
    static MembersReport of(Collection<Stager> pods, Cancellation cancellation) {
        List<MembersReport> answers = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (Stager pod : pods) {
            cancellation.check();
            try {
                answers.add(ask(pod));
            } catch (EtcdbrException e) {
                failures.add(e.failure());
                continue;
            }
            if (answers.getLast().members().stream().anyMatch(MemberReport::leads)) {
                return answers.getLast();
            }
        }
        return answers.stream().findFirst().orElseThrow(() -> new EtcdbrException(failures.getFirst()));
    }

    /** The same; empty if there is no answer, or nobody to ask. */
    public static Optional<MembersReport> ifAny(Collection<Stager> pods, Cancellation cancellation) {
        try {
            return pods.isEmpty() ? Optional.empty() : Optional.of(of(pods, cancellation));
        } catch (EtcdbrException e) {
            cancellation.check();
            return Optional.empty();
        }
    }

    /** It fails where a member is away, and tells all the same. */
    private static MembersReport ask(Stager pod) {
        ProgramAnswer answer = ProgramAnswer.of(
                pod::job, List.of("members", "--output=json", "--quiet"), InputStream.nullInputStream());
        return answer.tree().map(MembersReading::of).orElseThrow(() -> answer.failure("etcd could not be asked"));
    }
}
