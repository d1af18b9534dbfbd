package io.etcdbr.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who else is told how a run ended. */
public record ReportSettings(
        Optional<Path> terminationLog, Optional<Path> metricsTextfile, Optional<Pushgateway> pushgateway) {

    /**
     * @param url without {@code /metrics}
     * @param cacert empty: the system's authorities
     */
    public record Pushgateway(URI url, Optional<Credentials> credentials, Optional<Path> cacert) {}

    /** How the Pushgateway knows us. */
    public sealed interface Credentials {
        record Basic(String user, Secret password) implements Credentials {}

        record Bearer(Secret token) implements Credentials {}
    }

    public static final List<Setting> USED = List.of(
            Setting.TERMINATION_LOG,
            Setting.METRICS_TEXTFILE,
            Setting.PUSHGATEWAY,
            Setting.PUSHGATEWAY_USER,
            Setting.PUSHGATEWAY_PASSWORD_FILE,
            Setting.PUSHGATEWAY_TOKEN_FILE,
            Setting.PUSHGATEWAY_CACERT);

    public static ReportSettings from(Settings settings) {
        Optional<Path> textfile = settings.file(Setting.METRICS_TEXTFILE);
        // node-exporter passes over every other name, so the mistake would show only when an alert does not come.
        textfile.filter(file -> !file.toString().endsWith(".prom"))
                .ifPresent(file -> settings.problem(
                        Setting.METRICS_TEXTFILE, "expected a name that ends with .prom, found '" + file + "'"));
        return new ReportSettings(terminationLog(settings), textfile, pushgateway(settings));
    }

    /** Read before everything else, so that wrong settings can be told there, too. */
    public static Optional<Path> terminationLog(Settings settings) {
        return settings.file(Setting.TERMINATION_LOG);
    }

    private static Optional<Pushgateway> pushgateway(Settings settings) {
        Optional<URI> url = settings.parsed(Setting.PUSHGATEWAY, Settings::httpUrl);
        Optional<Path> cacert = settings.readableFile(Setting.PUSHGATEWAY_CACERT);
        Optional<Credentials> credentials = credentials(settings);
        return url.map(uri -> new Pushgateway(uri, credentials, cacert));
    }

    private static Optional<Credentials> credentials(Settings settings) {
        Optional<String> user = settings.text(Setting.PUSHGATEWAY_USER);
        Optional<Secret> password = secret(settings, Setting.PUSHGATEWAY_PASSWORD_FILE);
        Optional<Secret> token = secret(settings, Setting.PUSHGATEWAY_TOKEN_FILE);
        if (settings.isGiven(Setting.PUSHGATEWAY_USER) != settings.isGiven(Setting.PUSHGATEWAY_PASSWORD_FILE)) {
            settings.problem(Setting.PUSHGATEWAY_USER, "a user and a password file go together");
        }
        if (user.isPresent() && settings.isGiven(Setting.PUSHGATEWAY_TOKEN_FILE)) {
            settings.problem(Setting.PUSHGATEWAY_TOKEN_FILE, "expected either a user or a token, found both");
        }
        if (token.isPresent()) {
            return token.map(Credentials.Bearer::new);
        }
        return user.flatMap(name -> password.map(secret -> new Credentials.Basic(name, secret)));
    }

    private static Optional<Secret> secret(Settings settings, Setting setting) {
        return settings.readableFile(setting).flatMap(file -> {
            try {
                return Optional.of(Secret.readFrom(file));
            } catch (IOException e) {
                settings.problem(setting, file + " cannot be read");
                return Optional.empty();
            }
        });
    }
}
