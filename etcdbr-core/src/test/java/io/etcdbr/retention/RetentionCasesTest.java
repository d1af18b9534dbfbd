package io.etcdbr.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Health;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Every folder in {@code src/test/resources/retention} is a case: {@code in.yaml} planned gives {@code out.yaml}. */
class RetentionCasesTest {

    static Stream<String> cases() throws IOException, URISyntaxException {
        try (Stream<Path> folders = Files.list(folder())) {
            return folders.map(path -> path.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void thePlanIsAsWrittenDown(String name) throws IOException, URISyntaxException {
        Map<String, Object> in = yaml(folder().resolve(name).resolve("in.yaml"));
        RetentionPlan plan = RetentionPlan.of(candidates(in), policy(in), Instant.parse(text(in.get("now"))));
        assertThat(written(plan))
                .isEqualTo(Files.readString(folder().resolve(name).resolve("out.yaml")));
    }

    @Test
    void everyCaseHasBothFilesAndNothingElse() throws IOException, URISyntaxException {
        for (String name : cases().toList()) {
            try (Stream<Path> files = Files.list(folder().resolve(name))) {
                assertThat(files.map(file -> file.getFileName().toString())
                                .sorted()
                                .toList())
                        .as(name)
                        .containsExactly("in.yaml", "out.yaml");
            }
        }
    }

    private static String written(RetentionPlan plan) {
        StringBuilder text = new StringBuilder();
        for (Decision decision : plan.decisions()) {
            text.append(decision.candidate().epoch().etcdClusterId().toString().substring(12))
                    .append(' ')
                    .append(decision.candidate().id())
                    .append(decision.keep() ? ": keep, " : ": delete, ")
                    .append(String.join(
                            "; ",
                            decision.reasons().stream().map(Reason::toString).toList()))
                    .append('\n');
        }
        plan.excesses()
                .forEach(excess -> text.append("excess: ")
                        .append(excess.kept())
                        .append(" of ")
                        .append(excess.limit())
                        .append('\n'));
        return text.toString();
    }

    private static RetentionPolicy policy(Map<String, Object> in) {
        Map<?, ?> policy = (Map<?, ?>) Objects.requireNonNull(in.get("policy"));
        Map<Rule, Integer> counts = new EnumMap<>(Rule.class);
        for (Rule rule : Rule.values()) {
            if (policy.get(rule.text()) instanceof Integer count) {
                counts.put(rule, count);
            }
        }
        return new RetentionPolicy(
                counts,
                Optional.ofNullable(policy.get("keep-within"))
                        .map(RetentionCasesTest::text)
                        .map(Duration::parse),
                policy.get("max-total-size") instanceof Integer size ? OptionalLong.of(size) : OptionalLong.empty(),
                ZoneId.of(policy.get("zone") instanceof String zone ? zone : "Z"));
    }

    private static List<Candidate> candidates(Map<String, Object> in) {
        List<Candidate> candidates = new ArrayList<>();
        for (Object backup : (List<?>) Objects.requireNonNull(in.get("backups"))) {
            Map<?, ?> fields = backup instanceof Map<?, ?> map ? map : Map.of("id", backup);
            BackupId id = BackupId.parse(text(fields.get("id"))).orElseThrow();
            String epoch = fields.containsKey("epoch") ? text(fields.get("epoch")) : "00000000000000aa";
            candidates.add(new Candidate(
                    new Epoch(
                            new ClusterName("prod"), EtcdClusterId.parse(epoch).orElseThrow()),
                    id,
                    fields.containsKey("stored") ? Instant.parse(text(fields.get("stored"))) : id.time(),
                    10,
                    fields.get("health") instanceof String health
                            ? Health.valueOf(health.toUpperCase(Locale.ROOT))
                            : Health.UNVERIFIED,
                    Optional.ofNullable(fields.get("lockedUntil"))
                            .map(RetentionCasesTest::text)
                            .map(Instant::parse),
                    !Boolean.FALSE.equals(fields.get("readable"))));
        }
        return candidates;
    }

    private static String text(@Nullable Object value) {
        return value instanceof Date date ? date.toInstant().toString() : String.valueOf(value);
    }

    private static Map<String, Object> yaml(Path file) throws IOException {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(RetentionCasesTest.class.getResource("/retention"))
                .toURI());
    }
}
