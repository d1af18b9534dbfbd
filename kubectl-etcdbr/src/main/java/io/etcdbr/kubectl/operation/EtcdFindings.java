package io.etcdbr.kubectl.operation;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Judges what {@code etcdbr-job members} said on a node. */
record EtcdFindings(String node, ProgramAnswer members) {
    private static final String CHECK = "etcd";

    /** What is wrong with etcd itself is nobody's in particular, so that it is the same from every node. */
    List<Finding> all() {
        Optional<KubeObject> report = members.tree();
        if (report.isEmpty()) {
            Failure why = members.failure("etcd cannot be asked from there").failure();
            return List.of(Finding.failed(
                    CHECK, node, why.problem(), why.remedy().isEmpty() ? "Look at etcd there" : why.remedy()));
        }
        List<Finding> findings = new ArrayList<>();
        report.get().parts("problems").forEach(problem -> findings.add(finding(problem)));
        if (findings.isEmpty() && members.code() != 0) {
            findings.add(Finding.failed(CHECK, node, members.problem(), "Look at etcd: kubectl etcdbr status"));
        }
        int count = report.get().parts("members").size();
        return findings.isEmpty()
                ? List.of(Finding.ok(
                        CHECK,
                        node,
                        "etcd answers, its " + count + (count == 1 ? " member is" : " members are") + " healthy"))
                : findings;
    }

    /** What only needs attention works today. */
    private static Finding finding(KubeObject problem) {
        String message = problem.text("problem").orElse("?");
        String remedy = problem.text("remedy").orElse("");
        return problem.text("code").filter(ExitCode.ATTENTION.name()::equals).isPresent()
                ? Finding.warning(CHECK, "", message, remedy)
                : Finding.failed(CHECK, "", message, remedy);
    }

    /** The biggest of the members', if etcd could be asked. */
    OptionalLong databaseSize() {
        return members.tree().stream()
                .flatMap(report -> report.parts("members").stream())
                .flatMap(member ->
                        member.part("status").number("dbSize").stream().boxed())
                .max(Comparator.naturalOrder())
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }
}
