package io.etcdbr.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How etcd is reached. The three files are empty where no endpoint is https.
 *
 * @param cacert empty: the system's authorities
 * @param cert present if and only if {@code key} is
 */
public record EtcdSettings(
        List<URI> endpoints,
        Optional<Path> cacert,
        Optional<Path> cert,
        Optional<Path> key,
        Duration connectTimeout,
        Duration idleTimeout) {

    public static final List<Setting> USED = List.of(
            Setting.ENDPOINTS,
            Setting.CACERT,
            Setting.CERT,
            Setting.KEY,
            Setting.CONNECT_TIMEOUT,
            Setting.IDLE_TIMEOUT);

    public static EtcdSettings from(Settings settings) {
        // etcdctl's users separate endpoints by commas.
        List<URI> endpoints = settings.parsedList(Setting.ENDPOINTS, EtcdSettings::urls).stream()
                .flatMap(List::stream)
                .distinct()
                .toList();
        boolean tls = endpoints.stream().anyMatch(url -> "https".equalsIgnoreCase(url.getScheme()));
        Optional<Path> cert = tls ? settings.readableFile(Setting.CERT) : Optional.empty();
        Optional<Path> key = tls ? settings.readableFile(Setting.KEY) : Optional.empty();
        if (cert.isPresent() != key.isPresent()) {
            settings.problem(
                    cert.isPresent() ? Setting.KEY : Setting.CERT, "a client certificate and its key go together");
        }
        return new EtcdSettings(
                endpoints,
                tls ? settings.readableFile(Setting.CACERT) : Optional.empty(),
                cert,
                key,
                timeout(settings, Setting.CONNECT_TIMEOUT),
                timeout(settings, Setting.IDLE_TIMEOUT));
    }

    private static List<URI> urls(String text) {
        return Arrays.stream(text.split(","))
                .flatMap(part -> part.isBlank() ? Stream.empty() : Stream.of(Settings.httpUrl(part)))
                .toList();
    }

    private static Duration timeout(Settings settings, Setting setting) {
        Duration timeout = settings.duration(setting).orElse(Duration.ofMinutes(1));
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
            settings.problem(setting, "expected at least 1s");
        }
        return timeout;
    }
}
