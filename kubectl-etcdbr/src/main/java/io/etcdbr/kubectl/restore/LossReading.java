package io.etcdbr.kubectl.restore;

import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.kubectl.preflight.Loss;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads {@code etcdbr-job diff BACKUP --live -o json}: what was added since is lost, what was removed since is regained.
 *
 * @param diff the comparison
 * @param objects some of the backup's: Jobs, CronJobs and webhook configurations
 */
record LossReading(KubeObject diff, List<KubeObject> objects) {

    Loss loss() {
        return new Loss(
                diff.parts("resources").stream()
                        .map(LossReading::resource)
                        .filter(resource -> resource.total() > 0)
                        .sorted(Comparator.comparing(Loss.Resource::total)
                                .reversed()
                                .thenComparing(Loss.Resource::resource))
                        .toList(),
                diff.number("added").orElse(0),
                diff.number("removed").orElse(0),
                diff.number("changed").orElse(0),
                names("added", "nodes"),
                names("removed", "nodes"),
                names("added", "persistentvolumes"),
                names("removed", "persistentvolumes"),
                jobsAgain(),
                objects.stream()
                        .filter(object -> is(object, "CronJob") && !object.isOn("spec", "suspend"))
                        .map(LossReading::title)
                        .toList(),
                warnings());
    }

    private List<String> warnings() {
        return Stream.of(
                        MembersReading.texts(diff, "warnings").stream(),
                        notNamed("nodes", "added", "removed"),
                        notNamed("persistentvolumes", "added", "removed"),
                        notNamed("jobs.batch", "removed", "changed"))
                .flatMap(each -> each)
                .toList();
    }

    /** All are counted, and not so many are listed. */
    private Stream<String> notNamed(String resource, String... kinds) {
        long listed =
                Arrays.stream(kinds).flatMap(kind -> changes(kind, resource)).count();
        long counted = diff.parts("resources").stream()
                .filter(found -> is(found, "resource", resource))
                .flatMap(found ->
                        Arrays.stream(kinds).map(kind -> found.number(kind).orElse(0)))
                .mapToLong(Long::longValue)
                .sum();
        return listed < counted
                ? Stream.of("not all " + resource + " that differ are known by name here, " + listed + " of " + counted
                        + " alone: compare 'kubectl get -A " + resource + "' with 'kubectl etcdbr get BACKUP -A "
                        + resource + "'")
                : Stream.empty();
    }

    private static Loss.Resource resource(KubeObject json) {
        return new Loss.Resource(
                json.text("resource").orElse("?"),
                json.number("added").orElse(0),
                json.number("removed").orElse(0),
                json.number("changed").orElse(0));
    }

    private List<String> names(String change, String resource) {
        return changes(change, resource)
                .map(found -> found.text("name").orElse("?"))
                .toList();
    }

    private Stream<KubeObject> changes(String change, String resource) {
        return diff.parts("differences").stream()
                .filter(found -> is(found, "change", change) && is(found, "resource", resource));
    }

    /** Those that had not ended then, and have changed or gone since. */
    private List<String> jobsAgain() {
        Set<String> since = Stream.concat(changes("removed", "jobs.batch"), changes("changed", "jobs.batch"))
                .map(found -> found.text("namespace").orElse("") + "/"
                        + found.text("name").orElse(""))
                .collect(Collectors.toSet());
        return objects.stream()
                .filter(object -> is(object, "Job") && !ended(object))
                .map(LossReading::title)
                .filter(since::contains)
                .toList();
    }

    private static boolean ended(KubeObject job) {
        return job.parts("status", "conditions").stream()
                .anyMatch(condition -> is(condition, "status", "True")
                        && (is(condition, "type", "Complete") || is(condition, "type", "Failed")));
    }

    static String title(KubeObject object) {
        return object.namespace() + "/" + object.name();
    }

    static boolean is(KubeObject object, String kind) {
        return is(object, "kind", kind);
    }

    private static boolean is(KubeObject object, String field, String value) {
        return object.text(field).equals(Optional.of(value));
    }
}
