package io.etcdbr.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The alert rules, the dashboard and the guide speak of the metrics there are. */
class MonitoringTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Path RULES = DOCS.resolve("monitoring/etcdbr.rules.yaml");
    private static final Path DASHBOARD = DOCS.resolve("monitoring/etcdbr.dashboard.json");
    private static final Path GUIDE = DOCS.resolve("operations.md");
    private static final Pattern METRIC = Pattern.compile("\\betcd_backup_[a-z_]+\\b");
    private static final Pattern ALERT = Pattern.compile("alert: (\\S+)");

    @Test
    void rulesAndDashboardNameNoOtherMetricAndTheGuideNamesAll() throws IOException {
        Set<String> known = Arrays.stream(Family.values()).map(Family::metric).collect(Collectors.toSet());

        assertThat(known).containsAll(metricsIn(RULES)).containsAll(metricsIn(DASHBOARD));
        assertThat(metricsIn(RULES)).isNotEmpty();
        assertThat(metricsIn(GUIDE)).isEqualTo(new TreeSet<>(known));
    }

    @Test
    void theGuideSaysWhatToDoForEveryAlert() throws IOException {
        String guide = Files.readString(GUIDE);
        ALERT.matcher(Files.readString(RULES))
                .results()
                .forEach(match -> assertThat(guide).contains("`" + match.group(1) + "`"));
    }

    @Test
    void everyPanelOfTheDashboardAsksSomething() throws IOException {
        JsonArray panels = JsonParser.parseString(Files.readString(DASHBOARD))
                .getAsJsonObject()
                .getAsJsonArray("panels");

        assertThat(panels).isNotEmpty();
        for (JsonElement panel : panels) {
            JsonArray targets = panel.getAsJsonObject().getAsJsonArray("targets");
            assertThat(targets)
                    .isNotEmpty()
                    .allSatisfy(target -> assertThat(
                                    target.getAsJsonObject().get("expr").getAsString())
                            .contains("etcd_backup_"));
        }
    }

    private static Set<String> metricsIn(Path file) throws IOException {
        return METRIC.matcher(Files.readString(file))
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
