package io.etcdbr.kubectl.restore;

import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.format.Finding;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.util.List;
import java.util.Optional;

/** Reads what {@code etcdbr-job verify FILE -o json} says. */
final class DatabaseReading {
    private DatabaseReading() {}

    static Optional<DatabaseSummary> of(KubeObject verified) {
        KubeObject json = verified.part("database");
        return json.text("hash")
                .flatMap(DatabaseSummary.Hash::parse)
                .map(hash -> new DatabaseSummary(
                        hash,
                        json.number("revision").orElse(0),
                        json.number("compactedRevision"),
                        json.number("compactingRevision"),
                        json.number("keys").orElse(0),
                        json.number("entries").orElse(0),
                        json.number("size").orElse(0),
                        json.text("clusterVersion"),
                        json.text("storageVersion"),
                        json.text("downgradeTarget"),
                        json.parts("members").stream()
                                .map(MembersReading::identity)
                                .toList(),
                        MembersReading.alarms(json),
                        List.of()));
    }

    static List<Finding> findings(KubeObject verified) {
        return verified.parts("findings").stream()
                .map(found -> new Finding(
                        found.text("severity").flatMap(Finding.Severity::parse).orElse(Finding.Severity.ERROR),
                        found.text("object").orElse(""),
                        found.text("message").orElse("?")))
                .toList();
    }
}
