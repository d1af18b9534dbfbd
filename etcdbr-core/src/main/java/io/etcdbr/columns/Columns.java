package io.etcdbr.columns;

import io.etcdbr.resources.PrinterColumn;
import io.etcdbr.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which columns a table of some resource has. */
public final class Columns {
    private static final Map<String, List<Column>> BUILT_IN = Stream.of(
                    WorkloadColumns.ALL,
                    NetworkColumns.ALL,
                    StorageColumns.ALL,
                    ClusterColumns.ALL,
                    AccessColumns.ALL,
                    ApiColumns.ALL,
                    Map.of("events", EventColumns.ALL, "events.events.k8s.io", EventColumns.ALL))
            .flatMap(map -> map.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    private static final List<Column> USUAL = List.of(Column.name(), Column.age());

    private Columns() {}

    /**
     * In their order, wide ones among them.
     *
     * @param custom what the definition of a custom resource asks for, empty for built-in ones
     */
    public static List<Column> of(Resource resource, List<PrinterColumn> custom) {
        return custom.isEmpty() ? BUILT_IN.getOrDefault(resource.fullName(), USUAL) : CustomColumns.of(custom);
    }

    /** All labels, between commas. */
    public static Column labels() {
        return Column.of("LABELS", row -> Texts.labels(row.object().labels()));
    }
}
