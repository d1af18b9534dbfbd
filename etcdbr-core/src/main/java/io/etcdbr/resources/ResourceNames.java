package io.etcdbr.resources;

import io.etcdbr.spelling.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Understands resources as kubectl takes them: plural, singular, kind or short name, in upper or lower case, alone or with
 * {@code .GROUP} or {@code .VERSION.GROUP} behind it; and categories such as {@code all}. Where several fit, the first of the table
 * is meant, which puts Kubernetes' own before custom ones.
 */
public record ResourceNames(ResourceTable table) {

    /** The resource, or those of the category, that {@code typed} means; empty if there is none. */
    public List<Resource> find(String typed) {
        Optional<Resource> one = resource(typed.toLowerCase(Locale.ROOT));
        return one.isPresent() ? List.of(one.get()) : category(typed);
    }

    /** Whether {@code typed} may mean more if the table had more: categories reach across all resources. */
    public boolean isCategory(String typed) {
        return resource(typed.toLowerCase(Locale.ROOT)).isEmpty()
                && !category(typed).isEmpty();
    }

    /** {@code "; did you mean 'x'?"}, or nothing if no name is near. */
    public String didYouMean(String typed) {
        int dot = typed.indexOf('.');
        List<String> known = table.all().stream()
                .flatMap(resource -> dot < 0 ? names(resource) : Stream.of(resource.fullName()))
                .distinct()
                .toList();
        return Suggestion.didYouMean(typed, known);
    }

    private Optional<Resource> resource(String typed) {
        int dot = typed.indexOf('.');
        if (dot < 0) {
            return named(typed, _ -> true);
        }
        String name = typed.substring(0, dot);
        String group = typed.substring(dot + 1);
        Optional<Resource> found = named(name, resource -> resource.group().equals(group));
        int second = group.indexOf('.');
        String version = second < 0 ? group : group.substring(0, second);
        String rest = second < 0 ? "" : group.substring(second + 1);
        return found.isPresent()
                ? found
                : named(
                        name,
                        resource -> resource.group().equals(rest)
                                && resource.versions().contains(version));
    }

    /** A plural weighs more than a singular, and that more than a short name, whatever the order of the table. */
    private Optional<Resource> named(String name, Predicate<Resource> wanted) {
        List<Predicate<Resource>> ways = List.of(
                resource -> resource.plural().equals(name),
                resource -> resource.singular().equals(name),
                resource -> resource.kind().toLowerCase(Locale.ROOT).equals(name),
                resource -> resource.shortNames().contains(name));
        return ways.stream()
                .flatMap(way -> table.all().stream().filter(wanted).filter(way))
                .findFirst();
    }

    private List<Resource> category(String typed) {
        return table.all().stream()
                .filter(resource -> resource.categories().contains(typed))
                .toList();
    }

    private static Stream<String> names(Resource resource) {
        List<String> names = new ArrayList<>(List.of(resource.plural(), resource.singular()));
        names.addAll(resource.shortNames());
        return names.stream();
    }
}
