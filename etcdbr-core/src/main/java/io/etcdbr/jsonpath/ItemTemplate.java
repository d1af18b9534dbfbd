package io.etcdbr.jsonpath;

import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A template that goes over {@code .items[*]} alone, asked item by item, so that a list need not be held. For one list: it remembers what
 * ended the walk.
 */
public final class ItemTemplate {
    /** The steps of {@code .items[*]}. */
    private static final int ITEMS = 2;

    private final String before;
    private final List<Step> path;
    private final Optional<Template> round;
    private final String after;
    private boolean ended;

    private ItemTemplate(String before, List<Step> path, Optional<Template> round, String after) {
        this.before = before;
        this.path = List.copyOf(path);
        this.round = round;
        this.after = after;
    }

    static Optional<ItemTemplate> of(List<Node> nodes) {
        int first = 0;
        while (first < nodes.size() && nodes.get(first) instanceof Node.Text) {
            first++;
        }
        if (first == nodes.size()) {
            return Optional.empty();
        }
        return switch (nodes.get(first)) {
            case Node.Print(List<Step> path) -> of(nodes, first, path, first, Optional.empty());
            case Node.Range(List<Step> path) -> {
                int end = end(nodes, first);
                yield end < 0 ? Optional.empty() : of(nodes, first, path, end, Optional.of(round(nodes, first, end)));
            }
            case Node.Text _, Node.End _ -> Optional.empty();
        };
    }

    private static Optional<ItemTemplate> of(
            List<Node> nodes, int first, List<Step> path, int last, Optional<Template> round) {
        List<Node> behind = nodes.subList(last + 1, nodes.size());
        return isOfItems(path) && behind.stream().allMatch(Node.Text.class::isInstance)
                ? Optional.of(new ItemTemplate(
                        text(nodes.subList(0, first)), path.subList(ITEMS, path.size()), round, text(behind)))
                : Optional.empty();
    }

    /** The end of the range that begins there; -1 if it has none. */
    private static int end(List<Node> nodes, int range) {
        int depth = 0;
        for (int i = range; i < nodes.size(); i++) {
            depth += nodes.get(i) instanceof Node.Range ? 1 : 0;
            if (nodes.get(i) instanceof Node.End && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** The same range, over nothing but what it is given. */
    private static Template round(List<Node> nodes, int first, int end) {
        List<Node> round = new ArrayList<>(nodes.subList(first, end + 1));
        round.set(0, new Node.Range(List.of()));
        return new Template(round);
    }

    private static boolean isOfItems(List<Step> path) {
        return path.size() >= ITEMS
                && path.getFirst() instanceof Step.Field(String name, int _)
                && name.equals("items")
                && isAll(path.get(1))
                && path.stream().allMatch(ItemTemplate::isForEachAlone);
    }

    private static boolean isAll(Step step) {
        return step instanceof Step.Wildcard
                || step instanceof Step.Slice slice
                        && slice.from().isEmpty()
                        && slice.to().isEmpty()
                        && slice.step().isEmpty();
    }

    /** Whether a step finds in all items, one after the other, what it finds in each. */
    private static boolean isForEachAlone(Step step) {
        return switch (step) {
            case Step.Field _, Step.Wildcard _, Step.Descent _, Step.Filter _, Step.Slice _ -> true;
            case Step.Quoted _, Step.Literal _, Step.Union _ -> false;
        };
    }

    private static String text(List<Node> texts) {
        StringBuilder all = new StringBuilder();
        for (Node node : texts) {
            if (node instanceof Node.Text(String text)) {
                all.append(text);
            }
        }
        return all.toString();
    }

    /** What stands before the first item. */
    public String before() {
        return before;
    }

    /** What stands behind the last. */
    public String after() {
        return after;
    }

    /** Whether what is found in all items is one part of the template, so that blanks stand between. */
    public boolean joined() {
        return round.isEmpty();
    }

    /** What the template finds in the next item. */
    public List<List<JsonElement>> results(JsonElement item) throws JsonPathException {
        if (ended) {
            return List.of();
        }
        Walk walk = new Walk();
        List<JsonElement> found = walk.go(path, List.of(item));
        ended = walk.ended();
        if (round.isEmpty()) {
            return List.of(found);
        }
        List<List<JsonElement>> results = new ArrayList<>();
        for (JsonElement value : found) {
            results.addAll(round.get().results(value));
        }
        return results;
    }
}
