package io.etcdbr.metrics;

import io.etcdbr.config.ReportSettings;
import io.etcdbr.log.LogKeys;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends metrics wherever the settings say. What cannot be sent is a warning: a backup is not worse for it. */
public final class MetricsReport {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsReport.class);

    private MetricsReport() {}

    public static void send(RunMetrics metrics, ReportSettings settings) {
        settings.metricsTextfile().ifPresent(file -> {
            try {
                Textfile.update(file, metrics);
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue(LogKeys.FILE, file)
                        .addKeyValue(LogKeys.ERROR, e)
                        .log("metrics could not be written");
            }
        });
        settings.pushgateway().ifPresent(gateway -> {
            try {
                PushgatewayClient.push(gateway, metrics);
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue(LogKeys.TARGET, gateway.url())
                        .addKeyValue(LogKeys.ERROR, e)
                        .log("metrics could not be pushed");
            }
        });
    }
}
