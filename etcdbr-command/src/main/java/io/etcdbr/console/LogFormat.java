package io.etcdbr.console;

import com.google.gson.stream.JsonWriter;
import io.etcdbr.config.LogSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/** Turns events into lines. */
final class LogFormat {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
    private static final Pattern BARE = Pattern.compile("[!-~&&[^\"=\\\\]]+");

    private LogFormat() {}

    static String format(LogLine line, LogSettings.Format format, boolean stackTraces) {
        return switch (format) {
            case TEXT -> text(line, stackTraces);
            case JSON -> json(line, stackTraces);
        };
    }

    private static String text(LogLine line, boolean stackTraces) {
        StringBuilder text = new StringBuilder(120);
        TIME.formatTo(line.time(), text);
        text.append(' ').append(line.level()).append(line.level().name().length() == 4 ? "  " : " ");
        text.append(oneLine(line.message()));
        for (KeyValuePair pair : line.keys()) {
            text.append(' ').append(pair.key).append('=').append(quoted(String.valueOf(pair.value)));
        }
        line.cause().ifPresent(cause -> {
            text.append(" cause=").append(quoted(cause.toString()));
            if (stackTraces) {
                text.append('\n').append(stackTrace(cause).stripTrailing());
            }
        });
        return text.toString();
    }

    private static String json(LogLine line, boolean stackTraces) {
        StringWriter text = new StringWriter(200);
        try (JsonWriter json = new JsonWriter(text)) {
            json.setHtmlSafe(false);
            json.beginObject();
            json.name("time").value(TIME.format(line.time()));
            json.name("level").value(line.level().name().toLowerCase(Locale.ROOT));
            json.name("message").value(line.message());
            Set<String> taken = new HashSet<>(Set.of("time", "level", "message", "logger", "cause", "stackTrace"));
            for (KeyValuePair pair : line.keys()) {
                json.name(taken.add(pair.key) ? pair.key : pair.key + "_");
                switch (pair.value) {
                    case Number number -> json.value(number);
                    case Boolean truth -> json.value(truth);
                    case null -> json.nullValue();
                    default -> json.value(pair.value.toString());
                }
            }
            json.name("logger").value(line.logger());
            if (line.cause().isPresent()) {
                json.name("cause").value(line.cause().get().toString());
                if (stackTraces) {
                    json.name("stackTrace").value(stackTrace(line.cause().get()));
                }
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
        return text.toString();
    }

    private static String quoted(String value) {
        if (BARE.matcher(value).matches()) {
            return value;
        }
        return '"' + oneLine(value).replace("\"", "\\\"") + '"';
    }

    /** What comes from outside must not be able to forge a line or speak to the terminal. */
    private static String oneLine(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            switch (character) {
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                case '\t' -> safe.append("\\t");
                default -> {
                    if (Character.isISOControl(character)) {
                        safe.append(String.format("\\u%04x", character));
                    } else {
                        safe.appendCodePoint(character);
                    }
                }
            }
        });
        return safe.toString();
    }

    static String stackTrace(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
