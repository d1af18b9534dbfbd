package io.etcdbr.jsonpath;

import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what stands between braces as {@code k8s.io/client-go/util/jsonpath} does, oddities included. It is stricter where that finds
 * out only while it prints, or drops what it does not understand: words other than {@code range} and {@code end}, operators, and braces in a
 * bracket.
 */
final class ActionParser {
    private static final Pattern TEST = Pattern.compile("([^!<>=]+)([!<>=]+)(.+)", Pattern.DOTALL);
    private static final Pattern QUOTED_NAME = Pattern.compile("'([^']*)'");
    private static final String FILTER = "[?(";
    private static final String DESCENT = "..";
    private static final int END = -1;

    private final String text;
    private final int offset;
    private final boolean nested;
    private final List<Step> steps = new ArrayList<>();
    private Optional<String> keyword = Optional.empty();
    private int at;

    private ActionParser(String text, int at, int offset, boolean nested) {
        this.text = text;
        this.at = at;
        this.offset = offset;
        this.nested = nested;
    }

    /**
     * What an action says.
     *
     * @param end behind its brace
     */
    record Action(Node node, int end) {}

    /** @param begin behind the opening brace */
    static Action action(String template, int begin) throws JsonPathException {
        ActionParser parser = new ActionParser(template, begin, 0, false);
        parser.run();
        String keyword = parser.keyword.orElse("");
        Node node = keyword.equals("range")
                ? new Node.Range(parser.steps)
                : keyword.equals("end") ? new Node.End() : new Node.Print(parser.steps);
        return new Action(node, parser.at);
    }

    /**
     * A path without braces.
     *
     * @param offset of {@code text} in what the user wrote
     */
    static List<Step> path(String text, int offset) throws JsonPathException {
        ActionParser parser = new ActionParser(text, 0, offset, true);
        parser.run();
        return parser.steps;
    }

    private void run() throws JsonPathException {
        while (nested ? at < text.length() : !text.startsWith("}", at)) {
            step();
        }
        at++;
    }

    private void step() throws JsonPathException {
        int begin = at;
        if (text.startsWith(FILTER, at)) {
            filter();
            return;
        }
        if (text.startsWith(DESCENT, at)) {
            descent();
            return;
        }
        int c = peek();
        if (c == END || c == '\n' || c == '\r') {
            throw error("expected }, found the end of the " + (c == END ? "template" : "line"), begin);
        } else if (c == ' ' || c == '@' || c == '$') {
            at++;
        } else if (c == '[') {
            bracket();
        } else if (c == '"' || c == '\'') {
            quoted((char) c);
        } else if (c == '.') {
            at++;
            field();
        } else if (c == '+' || c == '-' || Character.isDigit(c)) {
            number();
        } else if (isWordPart(c)) {
            word();
        } else {
            throw error("there is no meaning in " + (c == '}' ? "} here" : "'" + Character.toString(c) + "'"), begin);
        }
    }

    private void descent() throws JsonPathException {
        if (!steps.isEmpty() && steps.getLast() instanceof Step.Descent) {
            throw error("a second .. right behind one", at);
        }
        steps.add(new Step.Descent(offset + at));
        at += DESCENT.length();
        if (isWordPart(peek())) {
            field();
        }
    }

    private void field() throws JsonPathException {
        int begin = at;
        while (!isTerminator(peek())) {
            if (peek() == '\\') {
                at++;
                if (peek() == END) {
                    throw error("expected a character behind \\, found the end", at - 1);
                }
            }
            at += Character.charCount(peek());
        }
        String name = text.substring(begin, at);
        steps.add(
                name.equals("*")
                        ? new Step.Wildcard(offset + begin)
                        : new Step.Field(name.replace("\\", ""), offset + begin));
    }

    private void word() throws JsonPathException {
        int begin = at;
        while (!isTerminator(peek())) {
            at += Character.charCount(peek());
        }
        String word = text.substring(begin, at);
        switch (word) {
            case "true", "false" ->
                steps.add(new Step.Literal(new JsonPrimitive(Boolean.valueOf(word)), offset + begin));
            case "range", "end" -> {
                if (nested || keyword.isPresent()) {
                    throw error("'" + word + "' has no meaning here", begin);
                }
                keyword = Optional.of(word);
            }
            default ->
                throw error(
                        "expected .field, ['field'], [number], a text in quotes, range or end, found '" + word + "'",
                        begin);
        }
    }

    private void number() throws JsonPathException {
        int begin = at;
        at += peek() == '+' || peek() == '-' ? 1 : 0;
        while (peek() == '.' || Character.isDigit(peek())) {
            at += Character.charCount(peek());
        }
        String number = text.substring(begin, at);
        Optional<JsonPrimitive> value = Numbers.parsed(number);
        if (value.isEmpty()) {
            throw error("expected a number, found '" + number + "'", begin);
        }
        steps.add(new Step.Literal(value.get(), offset + begin));
    }

    private void quoted(char quote) throws JsonPathException {
        int begin = at;
        int end = begin + 1;
        while (end < text.length() && (text.charAt(end) != quote || text.charAt(end - 1) == '\\')) {
            if (text.charAt(end) == '\n') {
                break;
            }
            end++;
        }
        if (end >= text.length() || text.charAt(end) == '\n') {
            throw error("the text that begins here has no second " + quote, begin);
        }
        at = end + 1;
        String value = QuotedText.unquoted(text.substring(begin + 1, end), quote, offset + begin + 1);
        steps.add(new Step.Quoted(new JsonPrimitive(value), offset + begin));
    }

    private void bracket() throws JsonPathException {
        int begin = at;
        int end = begin;
        while (end < text.length() && text.charAt(end) != ']' && text.charAt(end) != '\n') {
            end++;
        }
        if (end >= text.length() || text.charAt(end) == '\n') {
            throw error("the [ here has no ]", begin);
        }
        at = end + 1;
        String inside = text.substring(begin + 1, end);
        Matcher name = QUOTED_NAME.matcher(inside);
        if (inside.contains(",")) {
            steps.add(union(inside, begin));
        } else if (name.matches()) {
            steps.addAll(path("." + name.group(1), offset + begin + 1));
        } else {
            steps.add(SliceParser.parse(inside.equals("*") ? ":" : inside, offset + begin));
        }
    }

    private Step.Union union(String inside, int begin) throws JsonPathException {
        List<List<Step>> paths = new ArrayList<>();
        int place = begin + 1;
        for (String part : inside.split(",", -1)) {
            int blanks = 0;
            while (blanks < part.length() && part.charAt(blanks) == ' ') {
                blanks++;
            }
            int end = part.length();
            while (end > blanks && part.charAt(end - 1) == ' ') {
                end--;
            }
            paths.add(path("[" + part.substring(blanks, end) + "]", offset + place + blanks - 1));
            place += part.length() + 1;
        }
        return new Step.Union(paths, offset + begin);
    }

    private void filter() throws JsonPathException {
        int begin = at;
        int first = begin + FILTER.length();
        int end = filterEnd(first);
        if (end < 0) {
            throw error("the [?( here has no )", begin);
        }
        if (!text.startsWith("]", end + 1)) {
            throw error("expected ] behind the ) of a filter", end + 1);
        }
        at = end + 2;
        String inside = text.substring(first, end);
        Matcher test = TEST.matcher(inside);
        if (!test.matches()) {
            steps.add(new Step.Filter(path(inside, offset + first), Optional.empty(), offset + begin));
            return;
        }
        String sign = test.group(2);
        int signAt = first + test.start(2);
        Operator operator = Operator.of(sign)
                .orElseThrow(() -> error("expected ==, !=, <, <=, > or >=, found '" + sign + "'", signAt));
        steps.add(new Step.Filter(
                path(test.group(1), offset + first),
                Optional.of(new Step.Test(operator, path(test.group(3), offset + first + test.start(3)))),
                offset + begin));
    }

    /** The first ) that is not in the first pair of quotes; -1 if there is none on the line. */
    private int filterEnd(int first) {
        boolean begun = false;
        boolean ended = false;
        char quote = 0;
        for (int i = first; i < text.length() && text.charAt(i) != '\n'; i++) {
            char c = text.charAt(i);
            if (c == ')' && begun == ended) {
                return i;
            }
            if (c == '"' || c == '\'') {
                if (!begun) {
                    begun = true;
                    quote = c;
                } else if (c == quote && text.charAt(i - 1) != '\\') {
                    ended = true;
                }
            }
        }
        return -1;
    }

    private int peek() {
        return at < text.length() ? text.codePointAt(at) : END;
    }

    private JsonPathException error(String problem, int place) {
        return new JsonPathException(problem, offset + place);
    }

    private static boolean isWordPart(int c) {
        return c == '_' || Character.isLetter(c) || Character.isDigit(c);
    }

    private static boolean isTerminator(int c) {
        return switch (c) {
            case END, ' ', '\t', '\r', '\n', '.', ',', '[', ']', '$', '@', '{', '}' -> true;
            default -> false;
        };
    }
}
