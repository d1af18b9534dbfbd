package io.etcdbr.config;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.spelling.Suggestion;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoreOption;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The settings of one run, merged and typed. The readers below never throw for a wrong value: they note it and return a
 * stand-in, so that {@link #read} can name everything that is wrong at once.
 */
public final class Settings {
    /** What switches an optional file off that has a default. */
    private static final String NONE = "none";

    private static final String COMMAND_LINE = "command line";

    private final Map<Setting, List<Given>> given;
    private final StoreUrls storeUrls;
    private final Problems problems;

    private Settings(Map<Setting, List<Given>> given, StoreUrls storeUrls, Problems problems) {
        this.given = given;
        this.storeUrls = storeUrls;
        this.problems = problems;
    }

    /**
     * Merges what was given; mistakes are noted for {@link #read}.
     *
     * @param flags by setting, as typed
     * @param storeOptions by scheme, what a store's URL may carry
     * @param mistakes what is wrong with the command line beside the values of flags
     */
    public static Settings merge(
            Map<Setting, List<String>> flags,
            Map<String, String> environment,
            Map<String, List<StoreOption>> storeOptions,
            List<String> mistakes) {
        Problems problems = new Problems();
        mistakes.forEach(mistake -> problems.add(COMMAND_LINE, mistake));
        Map<Setting, List<Given>> merged = new EnumMap<>(Setting.class);
        Map<Setting, List<Given>> fromFlags = new EnumMap<>(Setting.class);
        flags.forEach((setting, values) -> fromFlags.put(
                setting,
                values.stream().map(value -> Given.of(value, setting.flag())).toList()));
        Map<Setting, List<Given>> fromEnvironment = Environment.read(environment, problems);
        Settings sources = new Settings(merged, new StoreUrls(storeOptions), problems);
        merged.putAll(fromEnvironment);
        merged.putAll(fromFlags);
        Optional<Path> file = sources.file(Setting.CONFIG);
        file.ifPresent(path -> {
            merged.putAll(ConfigFile.read(path, problems));
            merged.putAll(fromEnvironment);
            merged.putAll(fromFlags);
        });
        return sources;
    }

    /**
     * Makes a record of the settings.
     *
     * @throws EtcdbrException with {@link ExitCode#USAGE} and every problem found so far
     */
    public <T> T read(Function<Settings, T> shape) {
        T result = shape.apply(this);
        problems.refuse();
        return result;
    }

    /** The same, but for one value, as if it had been typed. */
    public Settings with(Setting setting, String value) {
        Map<Setting, List<Given>> changed = new EnumMap<>(Setting.class);
        changed.putAll(given);
        changed.put(setting, List.of(Given.of(value, setting.flag())));
        return new Settings(changed, storeUrls, problems);
    }

    /** Notes a problem that shows only when settings are looked at together. */
    public void problem(Setting setting, String what) {
        List<Given> values = given.getOrDefault(setting, List.of());
        problems.add(values.isEmpty() ? setting.flag() : values.getFirst().where(), what);
    }

    /** Notes a problem of the command line as a whole. */
    public void mistake(String what) {
        mistake(what, List.of());
    }

    /** Notes a problem of the command line, or of the first of these that stands elsewhere: without it there would be none. */
    public void mistake(String what, Collection<Setting> of) {
        problems.add(
                of.stream()
                        .filter(setting -> !isTyped(setting))
                        .flatMap(setting -> given.getOrDefault(setting, List.of()).stream())
                        .findFirst()
                        .map(Given::where)
                        .orElse(COMMAND_LINE),
                what);
    }

    /** The values as somebody gave them, such as {@code --revision=5} or {@code ETCDBR_REVISION=5}. */
    public List<String> asGiven(Setting setting) {
        return given.getOrDefault(setting, List.of()).stream()
                .map(value -> value.where() + "=" + value.text())
                .toList();
    }

    public List<String> problems() {
        return problems.all();
    }

    /** Whether anybody gave it, so that its default is not in force. */
    public boolean isGiven(Setting setting) {
        return given.containsKey(setting);
    }

    /** Whether it stood on the command line. */
    boolean isTyped(Setting setting) {
        return given.getOrDefault(setting, List.of()).stream()
                .anyMatch(value -> value.where().equals(setting.flag()));
    }

    /** Notes each of these that asks for something from anywhere but the command line: there alone everybody sees it. */
    public void requireTyped(Collection<Setting> settings) {
        settings.stream()
                .filter(setting -> isGiven(setting) && !isTyped(setting))
                .filter(setting -> setting.shape().kind() != SettingShape.Kind.ON_OFF || isOn(setting))
                .forEach(setting -> problem(
                        setting,
                        "this command heeds " + setting.flag()
                                + " on the command line only; say it there, or leave this out"));
    }

    /** The same, but as if nobody had given these. */
    Settings without(Collection<Setting> settings) {
        Map<Setting, List<Given>> changed = new EnumMap<>(Setting.class);
        changed.putAll(given);
        changed.keySet().removeAll(settings);
        return new Settings(changed, storeUrls, problems);
    }

    /** The value or its default. */
    public Optional<String> text(Setting setting) {
        return parsed(setting, Function.identity());
    }

    public boolean isOn(Setting setting) {
        return parsed(setting, Settings::onOff).orElse(false);
    }

    public OptionalInt number(Setting setting, int least, int most) {
        OptionalLong number = bigNumber(setting, least, most);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    public OptionalLong bigNumber(Setting setting, long least, long most) {
        return parsed(setting, text -> wholeNumber(text, least, most))
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    public Optional<Duration> duration(Setting setting) {
        return parsed(setting, Quantity::duration);
    }

    public OptionalLong size(Setting setting) {
        return parsed(setting, Quantity::size).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** One of an enum's names, written in lower case with {@code -}. */
    public <E extends Enum<E>> Optional<E> choice(Setting setting, Class<E> type) {
        return parsed(setting, text -> constant(text, type));
    }

    public <T> Optional<T> parsed(Setting setting, Function<String, T> parser) {
        return parsedList(setting, parser).stream().reduce((_, last) -> last);
    }

    /** Every value, parsed; those that the parser refuses with an {@link IllegalArgumentException} are noted. */
    public <T> List<T> parsedList(Setting setting, Function<String, T> parser) {
        List<T> values = new ArrayList<>();
        for (Given value : valuesOf(setting)) {
            try {
                values.add(parser.apply(value.text()));
            } catch (IllegalArgumentException e) {
                problems.add(value.where(), String.valueOf(e.getMessage()));
            }
        }
        return values;
    }

    /** A path, or nothing where {@code none} is said. */
    public Optional<Path> file(Setting setting) {
        return parsed(setting, text -> text.equals(NONE) ? Optional.<Path>empty() : Optional.of(path(text)))
                .flatMap(Function.identity());
    }

    /** A file that must be there and readable. */
    public Optional<Path> readableFile(Setting setting) {
        Optional<Path> file = file(setting);
        file.flatMap(Settings::whyUnreadable).ifPresent(why -> problem(setting, why + defaultHint(setting)));
        return file;
    }

    /** A directory; one that was named must be there and writable. */
    public Optional<Path> writableDirectory(Setting setting) {
        Optional<Path> directory = file(setting);
        directory
                .filter(named -> isGiven(setting) && !(Files.isDirectory(named) && Files.isWritable(named)))
                .ifPresent(named -> problem(setting, "expected a directory this user may write to, found " + named));
        return directory;
    }

    public List<Path> readableFiles(Setting setting) {
        return parsedList(setting, text -> {
            Path file = path(text);
            whyUnreadable(file).ifPresent(why -> {
                throw new IllegalArgumentException(why);
            });
            return file;
        });
    }

    public List<Path> paths(Setting setting) {
        return parsedList(setting, Settings::path);
    }

    /** The stores; none at all is a problem. */
    public List<StoreLocation> stores() {
        if (!isGiven(Setting.STORES)) {
            problems.add(
                    Setting.STORES.flag(),
                    "no store is named; give one with --store URL, " + Setting.STORES.variable()
                            + " or the key 'stores'");
        }
        return storeUrls.read(valuesOf(Setting.STORES), problems);
    }

    public static URI httpUrl(String text) {
        try {
            URI uri = new URI(text.strip());
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (uri.getUserInfo() != null) {
                throw new IllegalArgumentException("a URL here must not hold a user or password");
            }
            if (http && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "expected a URL such as https://10.0.0.1:2379, found something with " + e.getReason(), e);
        }
        throw Quantity.wrong("a URL such as https://10.0.0.1:2379", text);
    }

    private List<Given> valuesOf(Setting setting) {
        List<Given> values = given.get(setting);
        if (values != null) {
            return values;
        }
        SettingShape shape = setting.shape();
        return shape.byDefault()
                .filter(value -> !shape.onlyIfPresent() || Files.exists(Path.of(value)))
                .map(value -> List.of(Given.of(value, setting.flag() + " (default)")))
                .orElse(List.of());
    }

    private String defaultHint(Setting setting) {
        if (isGiven(setting)) {
            return "";
        }
        return "; it is the default, name yours with " + setting.flag();
    }

    private static Optional<String> whyUnreadable(Path file) {
        if (!Files.exists(file)) {
            return Optional.of(
                    Files.isReadable(parent(file))
                            ? "there is no file " + file
                            : "no file " + file + " can be seen by this user");
        }
        if (!Files.isRegularFile(file)) {
            return Optional.of(file + " is not a file");
        }
        return Files.isReadable(file) ? Optional.empty() : Optional.of(file + " may not be read by this user");
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    private static Path path(String text) {
        try {
            if (!text.isBlank()) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("expected a path, found '" + text + "': " + e.getReason(), e);
        }
        throw new IllegalArgumentException("expected a path, found nothing");
    }

    private static boolean onOff(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Quantity.wrong("true or false", text);
        };
    }

    private static long wholeNumber(String text, long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(range(text, least, most), e);
        }
        throw new IllegalArgumentException(range(text, least, most));
    }

    private static String range(String text, long least, long most) {
        String limits = most == Long.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most;
        return "expected a whole number " + limits + ", found '" + text + "'";
    }

    /**
     * The constant that is written so, in lower case with {@code -}.
     *
     * @throws IllegalArgumentException naming those there are
     */
    public static <E extends Enum<E>> E constant(String text, Class<E> type) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        int index = names.indexOf(text);
        if (index < 0) {
            throw new IllegalArgumentException("expected " + String.join(", ", names) + ", found '" + text + "'"
                    + Suggestion.didYouMean(text, names));
        }
        return type.getEnumConstants()[index];
    }
}
