package io.etcdbr.resources;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which version of an API Kubernetes prefers: stable before beta before alpha, the higher number first, then names of another
 * form by the alphabet. From "Version priority" in the documentation of CustomResourceDefinitions.
 */
final class VersionOrder {
    static final Comparator<String> PREFERRED_FIRST = Comparator.comparing(Rank::of);

    private static final Pattern FORM = Pattern.compile("v([1-9]\\d{0,8})(?:(alpha|beta)([1-9]\\d{0,8}))?");
    private static final List<String> STABILITY = List.of("", "beta", "alpha");

    private VersionOrder() {}

    private record Rank(int stability, int major, int minor, String name) implements Comparable<Rank> {
        private static final Comparator<Rank> ORDER = Comparator.comparingInt(Rank::stability)
                .thenComparing(Rank::major, Comparator.reverseOrder())
                .thenComparing(Rank::minor, Comparator.reverseOrder())
                .thenComparing(Rank::name);

        static Rank of(String version) {
            Matcher matcher = FORM.matcher(version);
            if (!matcher.matches()) {
                return new Rank(STABILITY.size(), 0, 0, version);
            }
            boolean stable = matcher.group(2) == null;
            return new Rank(
                    STABILITY.indexOf(stable ? "" : matcher.group(2)),
                    Integer.parseInt(matcher.group(1)),
                    stable ? 0 : Integer.parseInt(matcher.group(3)),
                    version);
        }

        @Override
        public int compareTo(Rank other) {
            return ORDER.compare(this, other);
        }
    }
}
