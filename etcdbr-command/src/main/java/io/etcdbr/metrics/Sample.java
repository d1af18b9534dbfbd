package io.etcdbr.metrics;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One line of the text format.
 *
 * @param labels the text between the braces
 * @param value as written
 */
record Sample(Family family, String labels, String value) {

    static Sample of(Family family, Map<String, String> labels, double value) {
        String text = new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
                        .collect(Collectors.joining(","));
        return new Sample(
                family, text, BigDecimal.valueOf(value).stripTrailingZeros().toPlainString());
    }

    /** The Prometheus text format 0.0.4: samples of a family stand together below its help and type. */
    static String exposition(List<Sample> samples) {
        StringBuilder text = new StringBuilder();
        for (Family family : Family.values()) {
            List<Sample> own =
                    samples.stream().filter(sample -> sample.family == family).toList();
            if (!own.isEmpty()) {
                text.append("# HELP ")
                        .append(family.metric())
                        .append(' ')
                        .append(family.help())
                        .append('\n');
                text.append("# TYPE ").append(family.metric()).append(" gauge\n");
                own.forEach(sample -> text.append(sample.line()).append('\n'));
            }
        }
        return text.toString();
    }

    private String line() {
        return family.metric() + "{" + labels + "} " + value;
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
