package io.etcdbr.kubectl.command;

import io.etcdbr.kubectl.preflight.BackupFacts;
import io.etcdbr.kubectl.preflight.Loss;
import io.etcdbr.kubectl.restore.Preparation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a restore cannot set right, a sentence each: docs/restore.md, section 6. */
final class LookAt {
    private static final String WEBHOOKS = "webhookconfigurations.admissionregistration.k8s.io";

    private static final List<Topic> OUTSIDE = List.of(
            new Topic(
                    Set.of("services"),
                    "Services of type LoadBalancer and names in DNS: what stands outside was told of the Services of before:"
                            + " kubectl get services -A"),
            new Topic(
                    Set.of("persistentvolumeclaims"),
                    "PersistentVolumeClaims that were deleted since are back, as Lost if their volume is gone; those made since"
                            + " are unknown: kubectl get pvc -A"),
            new Topic(
                    Set.of("volumeattachments.storage.k8s.io"),
                    "VolumeAttachments made since are unknown, and nobody detaches their volumes; those of then may say that a"
                            + " volume is attached which is not: kubectl get volumeattachments"),
            new Topic(
                    Set.of(
                            "validating" + WEBHOOKS,
                            "mutating" + WEBHOOKS,
                            "apiservices.apiregistration.k8s.io",
                            "customresourcedefinitions.apiextensions.k8s.io"),
                    "caBundles of webhooks, APIServices and conversions are those of then; if their certificates were renewed"
                            + " since, restart what writes them: kubectl get apiservices"));

    private LookAt() {}

    /** @param resources whose objects it is about, as the comparison names them */
    private record Topic(Set<String> resources, String meaning) {

        /** Empty if it is known that nothing of it differs. */
        Optional<String> line(Optional<Loss> loss) {
            if (loss.isEmpty()) {
                return Optional.of(meaning);
            }
            List<Loss.Resource> differing = loss.get().resources().stream()
                    .filter(found -> resources.contains(found.resource()) && found.total() > 0)
                    .toList();
            return differing.isEmpty()
                    ? Optional.empty()
                    : Optional.of(meaning + " ("
                            + differing.stream().mapToLong(Loss.Resource::lost).sum() + " made, "
                            + differing.stream()
                                    .mapToLong(Loss.Resource::regained)
                                    .sum()
                            + " deleted, "
                            + differing.stream()
                                    .mapToLong(Loss.Resource::reverted)
                                    .sum()
                            + " changed since)");
        }
    }

    /** @param preparation what was seen before GO; without it what may be is said in general */
    static List<String> of(Optional<Preparation> preparation) {
        Optional<Loss> compared = preparation.flatMap(Preparation::loss);
        List<String> lines = new ArrayList<>(differences(compared));
        preparation
                .map(known -> known.facts().backup().closedWebhooks())
                .ifPresent(webhooks -> add(
                        lines,
                        webhooks.stream().map(BackupFacts.Webhook::name).toList(),
                        "webhooks that refuse everything while they do not answer"));
        preparation
                .flatMap(known -> known.facts().backup().whyNotAllObjects())
                .ifPresent(_ -> lines.add("Jobs, CronJobs and admission webhooks, which could not all be read before: "
                        + BackupFacts.SHOWS_OBJECTS));
        lines.add(
                "network plugins, storage drivers and operators hold state from before: restart them, above all the network plugin"
                        + " if pods were made since");
        lines.add("tokens and certificates that were rotated since: kubectl get csr, and pods that log 'Unauthorized'");
        lines.add("the Service default/kubernetes may name API servers of then until their leases have ended:"
                + " kubectl get endpointslices -l kubernetes.io/service-name=kubernetes -n default");
        return lines;
    }

    /** @param compared empty if it is not known what differs */
    static List<String> differences(Optional<Loss> compared) {
        List<String> lines = new ArrayList<>();
        compared.ifPresent(loss -> {
            add(
                    lines,
                    loss.nodesForgotten(),
                    "nodes that joined since are unknown; on each: systemctl restart kubelet");
            add(
                    lines,
                    loss.nodesReturned(),
                    "nodes that were removed since are back; if they are gone: kubectl delete node");
            add(lines, loss.volumesForgotten(), "volumes made since are unknown; their storage is still there");
            add(lines, loss.volumesReturned(), "volumes deleted since are back; their storage may be gone");
            add(lines, loss.jobsAgain(), "Jobs that run again");
            add(lines, loss.cronJobs(), "CronJobs that may start what they missed");
            pods(loss).ifPresent(lines::add);
        });
        OUTSIDE.forEach(topic -> topic.line(compared).ifPresent(lines::add));
        return lines;
    }

    private static Optional<String> pods(Loss loss) {
        return loss.resources().stream()
                .filter(resource -> resource.resource().equals("pods") && resource.total() > 0)
                .findFirst()
                .map(resource -> "pods: " + resource.lost() + " made since are ended by their kubelets, "
                        + resource.regained() + " that were gone start again where they were");
    }

    private static void add(List<String> lines, List<String> names, String meaning) {
        if (!names.isEmpty()) {
            lines.add(meaning + ": " + String.join(", ", names));
        }
    }
}
