package io.etcdbr.jsonpath;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A template of {@code kubectl get -o jsonpath}: text, and in braces paths, ranges and their ends. A range without an end goes to the end of
 * the template, which then goes on behind the last end that it had, as kubectl has it.
 */
public final class Template {
    private final List<Node> nodes;

    Template(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    public static Template parse(String text) throws JsonPathException {
        List<Node> nodes = new ArrayList<>();
        int ranges = 0;
        int at = 0;
        while (at < text.length()) {
            int brace = text.indexOf('{', at);
            int end = brace < 0 ? text.length() : brace;
            if (end > at) {
                nodes.add(new Node.Text(text.substring(at, end)));
            }
            if (brace < 0) {
                break;
            }
            ActionParser.Action action = ActionParser.action(text, brace + 1);
            ranges += action.node() instanceof Node.Range ? 1 : 0;
            if (action.node() instanceof Node.End && --ranges < 0) {
                throw new JsonPathException("there is no {range ...} that this {end} could end", brace);
            }
            nodes.add(action.node());
            at = action.end();
        }
        return new Template(nodes);
    }

    /** What each part of the template finds, in order; a part within a range once for each round. */
    public List<List<JsonElement>> results(JsonElement root) throws JsonPathException {
        List<List<JsonElement>> results = new ArrayList<>();
        new Run().block(0, List.of(root), results);
        return results;
    }

    /**
     * What the first part of the template finds, if that is a path; for templates that come with the data.
     *
     * @param most what one of its steps may find; more is an error
     */
    public List<JsonElement> first(JsonElement root, int most) throws JsonPathException {
        return !nodes.isEmpty() && nodes.getFirst() instanceof Node.Print(List<Step> path)
                ? new Walk(most).go(path, List.of(root))
                : List.of();
    }

    /** How this template prints a list of objects one by one; empty if it has to see all of them at once. */
    public Optional<ItemTemplate> ofItems() {
        return ItemTemplate.of(nodes);
    }

    private final class Run {
        private int lastEnd = -1;

        private void block(int first, List<JsonElement> data, List<List<JsonElement>> results)
                throws JsonPathException {
            for (int i = first; i < nodes.size(); i++) {
                switch (nodes.get(i)) {
                    case Node.Text(String text) -> results.add(List.of(new JsonPrimitive(text)));
                    case Node.Print(List<Step> path) -> results.add(Walk.along(path, data));
                    case Node.Range(List<Step> path) -> {
                        range(i + 1, Walk.along(path, data), results);
                        i = Math.max(i, lastEnd);
                    }
                    case Node.End() -> {
                        lastEnd = i;
                        return;
                    }
                }
            }
        }

        private void range(int first, List<JsonElement> values, List<List<JsonElement>> results)
                throws JsonPathException {
            for (JsonElement value : values) {
                block(first, List.of(value.isJsonNull() ? Missing.VALUE : value), results);
            }
            if (values.isEmpty()) {
                // Only to find the end.
                block(first, List.of(), new ArrayList<>());
            }
        }
    }
}
