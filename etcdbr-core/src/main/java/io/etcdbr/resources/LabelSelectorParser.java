package io.etcdbr.resources;

import io.etcdbr.resources.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@link LabelSelector}. */
final class LabelSelectorParser {
    private static final Pattern TOKEN = Pattern.compile("\\s*(==|!=|[=!<>(),]|[^\\s=!<>(),]+|$)");
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)");
    private static final Pattern PREFIX = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final String SIGNS = "=!<>(),";

    private final String text;
    private final Matcher tokens;
    private String token = "";

    LabelSelectorParser(String text) {
        this.text = text;
        this.tokens = TOKEN.matcher(text);
        advance();
    }

    LabelSelector parse() {
        List<Requirement> requirements = new ArrayList<>();
        if (!token.isEmpty()) {
            requirements.add(requirement());
            while (!token.isEmpty()) {
                require(",", "',' or the end");
                requirements.add(requirement());
            }
        }
        return new LabelSelector(requirements);
    }

    private Requirement requirement() {
        if (token.equals("!")) {
            advance();
            return new Requirement.Not(new Requirement.Exists(key()));
        }
        String key = key();
        return switch (token) {
            case "", "," -> new Requirement.Exists(key);
            case "=", "==" -> new Requirement.In(key, List.of(valueBehindSign()));
            case "!=" -> new Requirement.Not(new Requirement.In(key, List.of(valueBehindSign())));
            case "in" -> new Requirement.In(key, values());
            case "notin" -> new Requirement.Not(new Requirement.In(key, values()));
            case ">" -> new Requirement.Compared(key, numberBehindSign(), 1);
            case "<" -> new Requirement.Compared(key, numberBehindSign(), -1);
            default -> throw unexpected("=, ==, !=, in, notin, >, < or ','");
        };
    }

    private String key() {
        if (token.isEmpty() || SIGNS.contains(token)) {
            throw unexpected("a label's key");
        }
        int slash = token.indexOf('/');
        boolean valid = NAME.matcher(token.substring(slash + 1)).matches()
                && (slash < 0 || PREFIX.matcher(token.substring(0, slash)).matches());
        if (!valid) {
            throw unexpected("a label's key such as app or app.kubernetes.io/name");
        }
        return take();
    }

    private String valueBehindSign() {
        advance();
        if (!token.isEmpty() && !token.equals(",") && SIGNS.contains(token)) {
            throw unexpected("a value");
        }
        return value();
    }

    /** The value at hand, or the empty one where another begins. */
    private String value() {
        if (token.isEmpty() || SIGNS.contains(token)) {
            return "";
        }
        if (!NAME.matcher(token).matches()) {
            throw unexpected("a label's value: at most 63 letters, digits, '-', '_' and '.'");
        }
        return take();
    }

    private long numberBehindSign() {
        advance();
        if (!token.matches("[-+]?\\d{1,18}")) {
            throw unexpected("a whole number");
        }
        return Long.parseLong(take());
    }

    private List<String> values() {
        advance();
        require("(", "'('");
        List<String> values = new ArrayList<>();
        values.add(value());
        while (!token.equals(")")) {
            require(",", "',' or ')'");
            values.add(value());
        }
        advance();
        return values;
    }

    private void require(String sign, String expected) {
        if (!token.equals(sign)) {
            throw unexpected(expected);
        }
        advance();
    }

    private String take() {
        String taken = token;
        advance();
        return taken;
    }

    private void advance() {
        token = tokens.lookingAt() ? tokens.group(1) : "";
        tokens.region(Math.min(tokens.end(), text.length()), text.length());
    }

    private IllegalArgumentException unexpected(String expected) {
        return new IllegalArgumentException("in the selector '" + text + "' expected " + expected + ", found "
                + (token.isEmpty() ? "its end" : "'" + token + "'"));
    }
}
