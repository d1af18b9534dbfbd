package io.etcdbr.storage.sftp;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a location says, checked as far as that goes without the network.
 *
 * @param root the directory: absolute, or relative to the user's home if the location's path begins with {@code /~/}
 */
record SftpSettings(
        StoreLocation location,
        SshHost host,
        String root,
        List<Path> knownHosts,
        Optional<Path> key,
        Optional<Path> keyPassphraseFile,
        Optional<Path> passwordFile,
        Optional<SshHost> jump,
        Optional<Path> jumpKey,
        Duration connectTimeout,
        Duration idleTimeout,
        boolean create) {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");
    private static final String HOME = "/~/";

    static SftpSettings of(StoreLocation location) throws StoreException {
        Reader reader = new Reader(location);
        if (location.user().isEmpty() || location.host().isEmpty()) {
            throw reader.refused("names no user or no host", "Write sftp://user@host/directory");
        }
        if (location.path().isEmpty() || location.path().equals("/~")) {
            throw reader.refused("names no directory", "Write sftp://user@host/directory");
        }
        SftpSettings settings = new SftpSettings(
                location,
                new SshHost(
                        location.user().get(),
                        SshHost.withoutBrackets(location.host()),
                        location.port().orElse(SshHost.DEFAULT_PORT)),
                location.path().startsWith(HOME) ? location.path().substring(HOME.length()) : location.path(),
                reader.knownHosts(),
                reader.file(SftpOption.KEY),
                reader.file(SftpOption.KEY_PASSPHRASE_FILE),
                reader.file(SftpOption.PASSWORD_FILE),
                reader.jump(),
                reader.file(SftpOption.JUMP_KEY),
                reader.duration(SftpOption.CONNECT_TIMEOUT, Duration.ofSeconds(10)),
                reader.duration(SftpOption.IDLE_TIMEOUT, Duration.ofSeconds(60)),
                reader.flag(SftpOption.CREATE));
        if (settings.key.isEmpty() && settings.passwordFile.isEmpty()) {
            throw reader.refused("names neither a key nor a password", "Add ?key=FILE or ?password-file=FILE");
        }
        return settings;
    }

    private record Reader(StoreLocation location) {

        Optional<Path> file(SftpOption option) throws StoreException {
            Optional<Path> file = location.option(option.title()).map(Path::of);
            if (file.isPresent() && !Files.isReadable(file.get())) {
                String problem = Files.exists(file.get()) ? "may not be read" : "does not exist";
                throw refused(
                        "has option " + option.title() + "=" + file.get() + ", but that file " + problem,
                        "Name a file that this user can read");
            }
            return file;
        }

        List<Path> knownHosts() throws StoreException {
            Optional<Path> named = file(SftpOption.KNOWN_HOSTS);
            if (named.isPresent()) {
                return List.of(named.get());
            }
            List<Path> usual = List.of(
                    Path.of(System.getProperty("user.home"), ".ssh", "known_hosts"),
                    Path.of("/etc/etcdbr/ssh/known_hosts"));
            List<Path> found = usual.stream().filter(Files::isReadable).toList();
            if (found.isEmpty()) {
                throw refused(
                        "needs the server's host key, and there is neither " + usual.get(0) + " nor " + usual.get(1),
                        "Get the key from the server's administrator, or with ssh-keyscan and compare its fingerprint,"
                                + " and name the file with ?known-hosts=FILE");
            }
            return found;
        }

        Optional<SshHost> jump() throws StoreException {
            try {
                return location.option(SftpOption.JUMP.title()).map(SshHost::parse);
            } catch (IllegalArgumentException e) {
                throw wrong(SftpOption.JUMP, "Write user@host or user@host:port");
            }
        }

        Duration duration(SftpOption option, Duration otherwise) throws StoreException {
            Optional<String> text = location.option(option.title());
            if (text.isEmpty()) {
                return otherwise;
            }
            Matcher matcher = DURATION.matcher(text.get());
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
                throw wrong(option, "Write a duration such as 500ms, 30s or 2m");
            }
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                default -> Duration.ofMinutes(Math.min(count, 1000));
            };
        }

        boolean flag(SftpOption option) throws StoreException {
            return switch (location.option(option.title()).orElse("false")) {
                case "true" -> true;
                case "false" -> false;
                default -> throw wrong(option, "Write true or false");
            };
        }

        private StoreException wrong(SftpOption option, String remedy) {
            return refused(
                    "has option " + option.title() + "="
                            + location.option(option.title()).orElse(""),
                    remedy);
        }

        StoreException refused(String problem, String remedy) {
            return new StoreException(Reason.REFUSED, "store " + location + " " + problem, remedy);
        }
    }
}
