package io.etcdbr.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus' own tool says of the alert rules and the dashboard. */
class MonitoringIT {
    private static final Path MONITORING = Path.of("../docs/monitoring");

    @TempDir
    private Path folder;

    /** With series made up beside the rules: which alerts come, when, and in which words. */
    @Test
    void prometheusRaisesTheAlertsWhenItShould() throws IOException {
        String promtool = Programs.require("promtool", "prometheus");

        String said = Programs.run(
                promtool,
                "test",
                "rules",
                MONITORING.resolve("etcdbr.rules.test.yaml").toString());

        assertThat(said).contains("SUCCESS");
    }

    @Test
    void prometheusUnderstandsTheRulesAndEveryPanel() throws IOException {
        String promtool = Programs.require("promtool", "prometheus");
        JsonArray rules = new JsonArray();
        for (JsonElement panel : JsonParser.parseString(Files.readString(MONITORING.resolve("etcdbr.dashboard.json")))
                .getAsJsonObject()
                .getAsJsonArray("panels")) {
            for (JsonElement target : panel.getAsJsonObject().getAsJsonArray("targets")) {
                JsonObject rule = new JsonObject();
                rule.addProperty("record", "panel:" + rules.size());
                rule.add("expr", target.getAsJsonObject().get("expr"));
                rules.add(rule);
            }
        }
        // JSON is YAML too.
        Path panels = Files.writeString(
                folder.resolve("panels.yaml"), "{\"groups\": [{\"name\": \"panels\", \"rules\": " + rules + "}]}");

        assertThat(Programs.run(
                        promtool,
                        "check",
                        "rules",
                        MONITORING.resolve("etcdbr.rules.yaml").toString(),
                        panels.toString()))
                .contains(rules.size() + " rules found");
    }
}
